import FlagClient
import FlagModel
import FlagSnapshot
import SeededRandom
import SnapshotWriting
import TestServers
import Testing

@testable import Agent

/// Random features under random restrictions, and what they are as flagd's flags: read by the same client, both give the
/// same variant.
@Suite struct FlagdAgreementTests {
    @Test(arguments: [Bucketing.v3, .v2])
    func `a feature and its export as a flag give every unit the same variant`(bucketing: Bucketing) throws {
        let folder = try TemporaryFolder()
        let control = try ControlPageWriter(path: folder.path("control"))
        let reader = try FlagClient(directory: folder.path(""), ringCells: 0).makeReader()
        var random = SeededGenerator(seed: UInt64(bucketing.rawValue))
        for generation in 1...300 {
            let feature = CompiledFeature.random(&random)
            let restriction = OverrideEntry.random(of: feature, &random)
            let flag = try OrdinaryFlag.read(FlagdExport().flag(feature, under: restriction))
            let file = try SnapshotWriter.encode(
                [try feature.record(), try flag.compiled().record()], generation: UInt64(generation), revision: 1,
                unitKey: [UInt8](repeating: 1, count: 16), bucketing: bucketing)
            try AtomicFile.write(file, to: folder.path("snapshot.\(generation)"), mode: 0o600)
            control.set(
                restriction, for: KeyHash.of(feature.key),
                baseline: KeyHash.of(feature.variants[feature.baseline].name))
            control.publish(generation: UInt64(generation))
            for _ in 0..<30 {
                let context = Context.random(&random)
                let own = reader.evaluate(feature.key, unit: context.unit, attributes: context.attributes)
                let flagd = reader.evaluate(flag.key, unit: context.unit, attributes: context.attributes)
                #expect(
                    own.variant != nil && own.variant == flagd.variant,
                    "\(feature) under \(restriction) for \(context): \(String(decoding: FlagdExport().flag(feature, under: restriction), as: UTF8.self))"
                )
            }
        }
    }
}

private struct Context {
    var unit: String?
    var attributes: [String: AttributeValue]

    static func random(_ random: inout SeededGenerator) -> Context {
        let texts = ["pro", "", "é", "staff"]
        var attributes: [String: AttributeValue] = [:]
        for name in ["plan", "session"] where Bool.random(using: &random) {
            attributes[name] = [
                .string(texts.randomElement(using: &random) ?? ""), .number(3), .bool(true),
                .string("session-\(Int.random(in: 0..<1000, using: &random))"),
            ].randomElement(using: &random)
        }
        let unit = Int.random(in: 0..<20, using: &random)
        return Context(
            unit: unit == 0 ? nil : unit == 1 ? "" : "user-\(UInt16.random(in: 0 ... .max, using: &random))",
            attributes: attributes)
    }
}

extension CompiledFeature {
    fileprivate static func random(_ random: inout SeededGenerator) -> CompiledFeature {
        let names = (0..<Int.random(in: 2...9, using: &random)).map { "variant-\($0)" }
        var rules = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            CompiledRule(condition: .random(&random), shares: .random(of: names.count, &random))
        }
        if Int.random(in: 0..<10, using: &random) > 0 {
            rules.append(CompiledRule(shares: .random(of: names.count, &random)))
        }
        var feature = CompiledFeature(
            key: "feature", salt: ["feature", "é", ""].randomElement(using: &random) ?? "",
            bucketBy: [nil, "session"].randomElement(using: &random) ?? nil,
            variants: names.map { CompiledVariant(name: $0, value: Array("{}".utf8)) },
            baseline: Int.random(in: names.indices, using: &random),
            offVariant: Int.random(in: names.indices, using: &random), rules: rules)
        if Bool.random(using: &random) {
            let share = [0, 1, 40_000, 100_000].randomElement(using: &random) ?? 0
            feature.rollout = CompiledRollout(
                salt: "rollout", candidate: Int.random(in: names.indices, using: &random),
                stages: [.init(share: 0, since: 1), .init(share: UInt32(share), since: 2)])
        }
        return feature
    }
}

extension LogicExpression {
    fileprivate static func random(_ random: inout SeededGenerator) -> LogicExpression {
        let plan = LogicExpression.variable("plan")
        let condition: LogicExpression =
            [
                .operation(.in, [plan, .array([.string("pro"), .number(3)])]),
                .operation(.startsWith, [plan, .string("st")]),
            ].randomElement(using: &random) ?? .bool(false)
        return Bool.random(using: &random) ? condition : .operation(.not, [condition])
    }
}

extension [CompiledRule.Share] {
    fileprivate static func random(of variants: Int, _ random: inout SeededGenerator) -> [CompiledRule.Share] {
        var left: UInt32 = CompiledRule.totalWeight
        var shares: [CompiledRule.Share] = []
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let weight = UInt32.random(in: 0...left, using: &random)
            shares.append(.init(variant: Int.random(in: 0..<variants, using: &random), weight: weight))
            left -= weight
        }
        return shares + [.init(variant: Int.random(in: 0..<variants, using: &random), weight: left)]
    }
}

extension OverrideEntry {
    fileprivate static func random(of feature: CompiledFeature, _ random: inout SeededGenerator) -> OverrideEntry {
        func variant() -> UInt64 { KeyHash.of(feature.variants.randomElement(using: &random)?.name ?? "") }
        var restriction = OverrideEntry()
        switch Int.random(in: 0..<10, using: &random) {
        case 0: restriction.killed = true
        case 1: restriction.serve = variant()
        case 2: restriction.serve = KeyHash.of("of another snapshot")
        default: break
        }
        for _ in 0..<([0, 0, 1, 2, 9].randomElement(using: &random) ?? 0) {
            restriction.replaced.append(.init(variant: variant(), by: Bool.random(using: &random) ? variant() : 0))
        }
        return restriction
    }
}

extension OrdinaryFlag {
    /// As hosts read a flag, under a key of its own.
    fileprivate static func read(_ json: [UInt8]) throws -> OrdinaryFlag {
        var members = try #require(try JSONValue.parse(json).object)
        members.merge(["apiVersion": "flagpost/v1", "kind": "flag", "key": "flag"]) { $1 }
        let loaded = Document.load(body: JSONValue.object(members).canonical, name: "flag/flag")
        var flag: OrdinaryFlag?
        if case .flag(let read)? = loaded.document?.content { flag = read }
        return try #require(flag, "\(loaded.diagnostics)")
    }
}
