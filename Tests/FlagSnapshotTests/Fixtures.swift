import FlagSnapshot
import Foundation
import SnapshotWriting

/// A directory that goes with the test.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "flagpost-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension CompiledFeature {
    /// Employees get `canary`; of the rest 5 % do, and 95 % `stable`. `off` is what a kill serves.
    static func chat(key: String = "support-chat", rules: [CompiledRule]? = nil) -> CompiledFeature {
        CompiledFeature(
            key: key, salt: key, bucketBy: nil,
            variants: ["stable", "canary", "off"].map {
                CompiledVariant(name: $0, value: Array(#"{"model":"\#($0)"}"#.utf8))
            },
            baseline: 0, offVariant: 2,
            rules: rules ?? [
                CompiledRule(
                    condition: .operation(.in, [.variable("plan"), .array([.string("staff")])]),
                    shares: [.init(variant: 1, weight: 100_000)]),
                CompiledRule(
                    shares: [.init(variant: 1, weight: 5_000), .init(variant: 0, weight: 95_000)]),
            ])
    }
}

extension CompiledRule {
    /// Everyone whom the condition lets in gets the variant.
    static func serve(_ variant: Int, when condition: LogicExpression? = nil) -> CompiledRule {
        CompiledRule(condition: condition, shares: [.init(variant: variant, weight: 100_000)])
    }
}

let unitKey = (0..<16).map { UInt8($0) }

func snapshot(_ features: CompiledFeature..., flags: [CompiledFlag] = [], bucketing: Bucketing = .v3) throws -> [UInt8]
{
    let records = try features.map { try $0.record() } + flags.map { try $0.record() }
    return try SnapshotWriter.encode(records, generation: 7, revision: 41, unitKey: unitKey, bucketing: bucketing)
}
