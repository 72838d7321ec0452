// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is held to the same rules; `make lint` checks that the arrows of docs/architecture.md hold.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// The leaf compiles as ordinary modules, and with the trait `EmbeddedClient` as `libflagpost.so` in Embedded Swift.
let leafSettings =
    settings + [.enableExperimentalFeature("Embedded", .when(traits: ["EmbeddedClient"]))]

let package = Package(
    name: "flagpost",
    products: [
        .library(name: "FlagpostClient", type: .dynamic, targets: ["FlagClient"])
    ],
    traits: [
        .trait(name: "EmbeddedClient", description: "Build the client library in Embedded Swift (make client).")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(
            name: "CSystemCalls", cSettings: [.define("EMBEDDED_CLIENT", .when(traits: ["EmbeddedClient"]))]),
        .target(name: "CFlagpost"),
        .target(name: "FlagSnapshot", dependencies: ["CSystemCalls"], swiftSettings: leafSettings),
        .target(
            name: "FlagClient", dependencies: ["FlagSnapshot", "CFlagpost", "CSystemCalls"], swiftSettings: leafSettings
        ),
        .target(
            name: "SnapshotWriting", dependencies: ["FlagSnapshot", "CSystemCalls"], swiftSettings: settings),
        .testTarget(
            name: "FlagSnapshotTests", dependencies: ["FlagSnapshot", "SeededRandom", "SnapshotWriting"],
            swiftSettings: settings),
        .testTarget(
            name: "FlagClientTests",
            dependencies: ["CAllocationCount", "CFlagpost", "FlagClient", "FlagSnapshot", "SnapshotWriting"],
            swiftSettings: settings),
        .executableTarget(
            name: "flagpost-fixture", dependencies: ["FlagModel", "FlagSnapshot", "SnapshotWriting"],
            path: "Tests/FlagFixture", swiftSettings: settings),
        .target(name: "CAllocationCount", path: "Benchmarks/CAllocationCount"),
        .executableTarget(
            name: "evaluation-benchmark",
            dependencies: ["CAllocationCount", "CFlagpost", "FlagClient", "FlagSnapshot", "SnapshotWriting"],
            path: "Benchmarks/Evaluation", swiftSettings: settings),
        .executableTarget(
            name: "benchmark-publisher", dependencies: ["FlagModel", "FlagSnapshot", "SnapshotWriting"],
            path: "Benchmarks/Publisher", swiftSettings: settings),
        .executableTarget(
            name: "evaluation-fixture", dependencies: ["FlagClient", "FlagModel"], path: "Tests/EvaluationFixture",
            swiftSettings: settings),

        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(
            name: "FlagModel",
            dependencies: [
                "FlagSnapshot", "SnapshotWriting", "CYAML", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings,
            // BoringSSL, inside swift-crypto, has parts in C++.
            linkerSettings: [.linkedLibrary("stdc++")]),
        .testTarget(
            name: "FlagModelTests",
            dependencies: [
                "FlagModel", "FlagSnapshot", "Samples", "SeededRandom", "SnapshotWriting", "TestServers",
                "logic-fixture",
            ],
            exclude: ["Schema/DocumentCases.json"], swiftSettings: settings),
        .executableTarget(
            name: "logic-fixture", dependencies: ["FlagModel", "FlagSnapshot", "SnapshotWriting"],
            path: "Tests/LogicFixture", swiftSettings: settings),

        .target(name: "FlagStore", dependencies: ["FlagModel"], swiftSettings: settings),
        .testTarget(
            name: "FlagStoreTests", dependencies: ["FlagModel", "FlagStore", "SeededRandom"],
            swiftSettings: settings),
        .target(
            name: "FlagStoreSuite", dependencies: ["FlagModel", "FlagStore", "SeededRandom"], swiftSettings: settings),

        .testTarget(
            name: "MemoryStoreTests", dependencies: ["FlagStore", "FlagStoreSuite"], swiftSettings: settings),

        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(
            name: "SQLiteStore", dependencies: ["CSQLite", "FlagModel", "FlagStore"], swiftSettings: settings),
        .executableTarget(
            name: "store-fixture", dependencies: ["FlagModel", "FlagStore", "SQLiteStore"], path: "Tests/StoreFixture",
            swiftSettings: settings),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: [
                "CSQLite", "FlagModel", "FlagStore", "FlagStoreSuite", "SeededRandom", "SQLiteStore", "TestServers",
                "store-fixture",
            ],
            swiftSettings: settings),

        .target(name: "CHiredis", linkerSettings: [.linkedLibrary("hiredis")]),
        .target(
            name: "RedisClient",
            dependencies: [
                "CHiredis",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "RedisClientTests",
            dependencies: [
                "RedisClient", "SeededRandom", "TestServers",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .target(
            name: "RedisStore",
            dependencies: [
                "FlagModel", "FlagStore", "RedisClient",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            // The function library's files; a binary has no folder of resources beside it.
            resources: [.embedInCode("Library/Lua")], swiftSettings: settings),
        .testTarget(
            name: "RedisStoreTests",
            dependencies: [
                "FlagModel", "FlagStore", "FlagStoreSuite", "RedisClient", "RedisStore", "TestServers",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            exclude: ["ProtocolOneNamespace.jsonl"], swiftSettings: settings),

        .target(name: "Operations", dependencies: ["FlagModel", "FlagStore"], swiftSettings: settings),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "FlagModel", "FlagStore", "Operations", "Samples", "SeededRandom", "SQLiteStore",
            ],
            swiftSettings: settings),

        .target(
            name: "Telemetry", dependencies: ["FlagModel", "FlagSnapshot", "SnapshotWriting"], swiftSettings: settings),

        .target(
            name: "Control", dependencies: ["FlagModel", "FlagSnapshot", "Telemetry"], swiftSettings: settings),
        .testTarget(
            name: "TelemetryTests", dependencies: ["FlagModel", "FlagSnapshot", "SeededRandom", "Telemetry"],
            swiftSettings: settings),
        .executableTarget(
            name: "guard-simulation", dependencies: ["AgentCore", "Control", "FlagModel", "SeededRandom", "Telemetry"],
            path: "Benchmarks/GuardSimulation", swiftSettings: settings),
        .testTarget(
            name: "ControlTests", dependencies: ["Control", "FlagModel", "Telemetry", "guard-simulation"],
            exclude: ["binomial_tail_reference.py"], swiftSettings: settings),

        .target(
            name: "AgentCore",
            dependencies: ["Control", "FlagModel", "FlagSnapshot", "FlagStore", "SnapshotWriting", "Telemetry"],
            swiftSettings: settings),
        .testTarget(
            name: "AgentCoreTests",
            dependencies: [
                "AgentCore", "AgentSamples", "Control", "FlagModel", "FlagSnapshot", "FlagStore", "SeededRandom",
                "SnapshotWriting", "Telemetry",
            ],
            swiftSettings: settings),

        .target(
            name: "AgentHTTP",
            dependencies: [
                "FlagModel", "FlagSnapshot", "Telemetry",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),

        .testTarget(
            name: "AgentHTTPTests",
            dependencies: [
                "AgentHTTP", "FlagModel", "FlagSnapshot", "SeededRandom", "Telemetry",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "ofrep-fixture",
            dependencies: [
                "AgentHTTP", "FlagModel", "Telemetry",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/OFREPFixture", swiftSettings: settings),

        .systemLibrary(name: "CMalloc"),
        .target(
            name: "Agent",
            dependencies: [
                "AgentCore", "AgentHTTP", "CMalloc", "Control", "FlagClient", "FlagModel", "FlagSnapshot", "FlagStore",
                "SnapshotWriting", "Telemetry",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),

        .testTarget(
            name: "AgentTests",
            dependencies: [
                "Agent", "AgentCore", "AgentHTTP", "AgentSamples", "Control", "FlagClient", "FlagModel", "FlagSnapshot",
                "FlagStore", "SeededRandom",
                "SnapshotWriting", "SQLiteStore", "TestServers", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),

        .target(
            name: "Commands",
            dependencies: [
                "Agent", "FlagClient", "FlagModel", "FlagStore", "Operations", "RedisClient", "RedisStore",
                "SQLiteStore", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .executableTarget(name: "flagpost", dependencies: ["Commands"], swiftSettings: settings),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "AgentHTTP", "Commands", "FlagModel", "FlagSnapshot", "FlagStore", "Operations", "RedisClient",
                "RedisStore", "Samples", "SeededRandom", "SnapshotWriting", "SQLiteStore", "TestServers", "flagpost",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),

        .executableTarget(
            name: "store-benchmark",
            dependencies: [
                "Agent", "FlagModel", "FlagStore", "RedisClient", "RedisStore", "SQLiteStore",
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Benchmarks/Store", swiftSettings: settings),

        .target(
            name: "Samples", dependencies: ["FlagModel", "FlagStore", "SeededRandom"], path: "Tests/Samples",
            swiftSettings: settings),
        .target(
            name: "AgentSamples",
            dependencies: ["AgentCore", "FlagModel", "FlagSnapshot", "FlagStore", "SnapshotWriting"],
            path: "Tests/AgentSamples", swiftSettings: settings),
        .target(name: "SeededRandom", swiftSettings: settings),
        .target(name: "TestServers", path: "Tests/TestServers", swiftSettings: settings),
    ]
)
