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
    targets: [
        .target(name: "FlagSnapshot", swiftSettings: settings),
        .target(name: "FlagModel", dependencies: ["FlagSnapshot"], swiftSettings: settings),
        .target(name: "Telemetry", dependencies: ["FlagModel", "FlagSnapshot"], swiftSettings: settings),
        .target(name: "Control", dependencies: ["FlagModel", "Telemetry"], swiftSettings: settings),
        .testTarget(
            name: "TelemetryTests", dependencies: ["FlagModel", "FlagSnapshot", "Telemetry"], swiftSettings: settings),
        .executableTarget(
            name: "guard-simulation", dependencies: ["Control", "FlagModel", "Telemetry"],
            path: "Benchmarks/GuardSimulation", swiftSettings: settings),
        .testTarget(
            name: "ControlTests", dependencies: ["Control", "FlagModel", "Telemetry", "guard-simulation"],
            exclude: ["binomial_tail_reference.py"], swiftSettings: settings),
    ]
)
