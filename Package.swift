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
    targets: [
        .target(name: "CSystem", cSettings: [.define("EMBEDDED_CLIENT", .when(traits: ["EmbeddedClient"]))]),
        .target(name: "CFlagpost"),
        .target(name: "FlagSnapshot", dependencies: ["CSystem"], swiftSettings: leafSettings),
        .target(
            name: "FlagClient", dependencies: ["FlagSnapshot", "CFlagpost", "CSystem"], swiftSettings: leafSettings),
        .testTarget(name: "FlagSnapshotTests", dependencies: ["FlagSnapshot"], swiftSettings: settings),
        .testTarget(name: "FlagClientTests", dependencies: ["FlagClient", "FlagSnapshot"], swiftSettings: settings),
        .target(name: "CAllocationCount", path: "Benchmarks/CAllocationCount"),
        .executableTarget(
            name: "evaluation-benchmark",
            dependencies: ["CAllocationCount", "CFlagpost", "FlagClient", "FlagSnapshot"],
            path: "Benchmarks/Evaluation", swiftSettings: settings),
        .executableTarget(
            name: "flagpost-fixture", dependencies: ["FlagSnapshot"], path: "Tests/FlagFixture",
            swiftSettings: settings),
    ]
)
