// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is held to the same rules; `make lint` checks that the arrows of docs/architecture.md hold.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "flagpost",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        .target(name: "CFlagpostSystem", cSettings: [.define("EMBEDDED_CLIENT", .when(traits: ["EmbeddedClient"]))]),
        .target(name: "CFlagpost"),
        .target(name: "FlagSnapshot", dependencies: ["CFlagpostSystem"], swiftSettings: settings),
        .target(
            name: "FlagClient", dependencies: ["FlagSnapshot", "CFlagpost", "CFlagpostSystem"], swiftSettings: settings),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(
            name: "FlagModel",
            dependencies: ["FlagSnapshot", "CYAML", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),
        .target(name: "FlagStore", dependencies: ["FlagModel"], swiftSettings: settings),

        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        .target(
            name: "SQLiteStore", dependencies: ["CSQLite", "FlagModel", "FlagStore"], swiftSettings: settings),

        .target(name: "CHiredis", linkerSettings: [.linkedLibrary("hiredis")]),
        .target(
            name: "RedisClient",
            dependencies: [
                "CHiredis", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .target(
            name: "RedisStore",
            dependencies: [
                "FlagModel", "FlagStore", "RedisClient", .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings),

        .target(
            name: "AgentHTTP",
            dependencies: [
                "FlagModel",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),

        .target(
            name: "Commands",
            dependencies: [
                "FlagClient", "FlagModel", "FlagStore", "RedisClient", "RedisStore", "SQLiteStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .executableTarget(name: "flagpost", dependencies: ["Commands"], swiftSettings: settings),
        .target(name: "TestServers", path: "Tests/TestServers", swiftSettings: settings),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "AgentHTTP", "Commands", "FlagClient", "FlagModel", "FlagSnapshot", "FlagStore", "SQLiteStore", "TestServers", "flagpost",
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
    ]
)
