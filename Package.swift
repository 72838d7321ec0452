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
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        .target(name: "FlagSnapshot", swiftSettings: settings),
        .target(name: "FlagModel", dependencies: ["FlagSnapshot"], swiftSettings: settings),
        .target(
            name: "AgentHTTP",
            dependencies: [
                "FlagModel", "FlagSnapshot",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "ofrep-fixture",
            dependencies: [
                "AgentHTTP", "FlagSnapshot",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/OFREPFixture",
            swiftSettings: settings),
        .testTarget(
            name: "AgentHTTPTests",
            dependencies: [
                "AgentHTTP", "FlagModel", "FlagSnapshot",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
    ]
)
