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
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0")
    ],
    targets: [
        .target(name: "FlagSnapshot", swiftSettings: settings),
        .target(name: "FlagModel", dependencies: ["FlagSnapshot"], swiftSettings: settings),
        .target(name: "FlagStore", dependencies: ["FlagModel"], swiftSettings: settings),

        .testTarget(name: "FlagStoreTests", dependencies: ["FlagStore"], swiftSettings: settings),

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
            name: "FlagStoreSuite", dependencies: ["FlagModel", "FlagStore", "TestServers"], swiftSettings: settings),
        .testTarget(
            name: "RedisClientTests",
            dependencies: [
                "RedisClient", "TestServers", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "RedisStoreTests",
            dependencies: ["FlagModel", "FlagStore", "FlagStoreSuite", "RedisClient", "RedisStore", "TestServers"],
            swiftSettings: settings),
        .target(name: "TestServers", path: "Tests/TestServers", swiftSettings: settings),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: ["CSQLite", "FlagModel", "FlagStore", "FlagStoreSuite", "SQLiteStore", "TestServers"],
            swiftSettings: settings),
    ]
)
