import FlagSnapshot
import Foundation
import SnapshotWriting

/// A published directory in which `key-0`, `key-1`, … all say the same: plan `staff` gets `canary`, of the others 5 %.
final class PublishedKeys {
    enum Kind: String, CaseIterable { case feature, flag }

    let path: String
    let control: ControlPageWriter
    let records: [SnapshotRecord]
    let count: Int
    private var generation: UInt64 = 0

    /// - Parameter ruleCount: of the rules, all but the last of which match nobody.
    init(kind: Kind, count: Int, ruleCount: Int = 1, path: String = PublishedKeys.newPath()) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path + "/rings", withIntermediateDirectories: true)
        control = try ControlPageWriter(path: path + "/control")
        self.count = count
        records = try (0..<count).map { number in
            switch kind {
            case .feature: try Self.feature("key-\(number)", ruleCount: ruleCount).record()
            case .flag: try Self.flag("key-\(number)", ruleCount: ruleCount).record()
            }
        }
        try publish(records)
    }

    /// In memory, as runtime directories are.
    static func newPath() -> String {
        let memory = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
        return memory + "flagpost-" + UUID().uuidString
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Lays the records out, writes the file aside, renames it and announces it, as an agent does.
    func publish(_ records: [SnapshotRecord]) throws {
        generation += 1
        let file = try SnapshotWriter.encode(
            records, generation: generation, revision: generation, unitKey: [UInt8](repeating: 1, count: 16))
        let place = path + "/snapshot.\(generation)"
        try Data(file).write(to: URL(fileURLWithPath: place), options: .atomic)
        control.publish(generation: generation)
        control.setRevision(generation)
        // An agent keeps four: were the file gone, the reader that lets go of it last would have to free its memory.
        if generation > 4 { try? FileManager.default.removeItem(atPath: path + "/snapshot.\(generation - 4)") }
    }

    static let variants = ["stable", "canary", "off"].map {
        CompiledVariant(
            name: $0, value: Array(#"{"ai":true,"model":"\#($0)","params":{"max_tokens":64},"prompt":"Hello"}"#.utf8))
    }

    static func feature(_ key: String, ruleCount: Int = 1) -> CompiledFeature {
        CompiledFeature(
            key: key, salt: key, bucketBy: nil, variants: variants, baseline: 0, offVariant: 2,
            rules: conditions(ruleCount).map {
                CompiledRule(condition: $0, shares: [.init(variant: 1, weight: 100_000)])
            } + [CompiledRule(shares: [.init(variant: 1, weight: 5_000), .init(variant: 0, weight: 95_000)])])
    }

    /// The feature's route as flagd would have it.
    static func flag(_ key: String, ruleCount: Int = 1) -> CompiledFlag {
        let bucketed = LogicExpression.operation(
            .concatenate, [.string(key), .string("/"), .variable("targetingKey")])
        let split = LogicExpression.operation(
            .fractional,
            [bucketed, .array([.string("canary"), .number(5_000)]), .array([.string("stable"), .number(95_000)])])
        let entries = conditions(ruleCount).flatMap { [$0, LogicExpression.string("canary")] }
        return CompiledFlag(
            key: key, variants: variants, defaultVariant: 0, targeting: .operation(.if, entries + [split]))
    }

    private static func conditions(_ count: Int) -> [LogicExpression] {
        (0..<count).map { number in
            let plan = number == count - 1 ? "staff" : "plan-\(number)"
            return .operation(.in, [.variable("plan"), .array([.string(plan)])])
        }
    }
}
