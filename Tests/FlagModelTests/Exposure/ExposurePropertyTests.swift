import FlagModel
import SeededRandom
import SnapshotWriting
import Testing

/// Against an oracle that asks, context by context, who gets how much of what.
@Suite struct ExposurePropertyTests {
    private static let plans: [String?] = [nil, "a", "b", "c"]
    private static let regions: [String?] = [nil, "eu-1", "eu-2", "us-1"]

    /// Shares of every variant in one context.
    private static func shares(_ feature: Feature, plan: String?, region: String?) -> [String: UInt32] {
        let entry = feature.route.first { entry in
            entry.conditions.allSatisfy { holds($0, plan: plan, region: region) }
        }
        return Dictionary((entry?.shares ?? []).map { ($0.variant, $0.weight) }, uniquingKeysWith: &+)
    }

    private static func holds(_ condition: RouteCondition, plan: String?, region: String?) -> Bool {
        let value = condition.attribute == "plan" ? plan : region
        let fulfils: Bool
        switch condition.test {
        case .oneOf(let literals): fulfils = literals.contains { $0 == value.map(AttributeLiteral.string) }
        case .startsWith(let prefixes): fulfils = prefixes.contains { value?.hasPrefix($0) == true }
        case .all(let conditions):
            fulfils = conditions.allSatisfy { holds($0, plan: plan, region: region) }
        case .semanticVersion, .segment: fulfils = false
        }
        return fulfils != condition.negated
    }

    /// Whether in any context a variant other than baseline and off variant gets more, or the off variant less.
    private static func widens(from old: Feature, to new: Feature) -> Bool {
        plans.contains { plan in
            regions.contains { region in
                let before = shares(old, plan: plan, region: region)
                let after = shares(new, plan: plan, region: region)
                return ["canary", "cheap"].contains { after[$0] ?? 0 > before[$0] ?? 0 }
                    || after["off"] ?? 0 < before["off"] ?? 0
            }
        }
    }

    private static func findings(from old: Feature, to new: Feature) -> [ExposureFinding] {
        FeatureExposure.findings(
            from: ExposedFeature(resolved: old, declared: old), to: ExposedFeature(resolved: new, declared: new),
            state: nil)
    }

    @Test func `whoever gets more, in any context, is found`() {
        var generator = SeededGenerator(seed: 4)
        var (widening, silent, cautious) = (0, 0, 0)
        for _ in 0..<20_000 {
            let old = RandomFeature.routed(by: RandomFeature.route(&generator))
            let new = RandomFeature.routed(by: RandomFeature.changed(old.route, &generator))
            let found = Self.findings(from: old, to: new).contains { $0.effect == .widens }
            if Self.widens(from: old, to: new) {
                widening += 1
                #expect(found, "\(old.route) to \(new.route)")
            } else if found {
                cautious += 1
            } else {
                silent += 1
            }
        }
        // The oracle sees both sides often, and caution stays the exception.
        #expect(widening > 2_000 && silent > 2_000, "\(widening) widen, \(silent) do not")
        #expect(cautious < silent / 2, "\(cautious) only might widen, \(silent) do not")
    }

    @Test func `nothing is found of a route against itself`() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<1_000 {
            let feature = RandomFeature.routed(by: RandomFeature.route(&generator))
            #expect(Self.findings(from: feature, to: feature) == [])
        }
    }

    @Test func `no widening hides behind a restriction that comes with it`() {
        var tried = 0
        for widening in FeatureExposureTests.widening {
            // Two changes of a route are one change of it, which the oracle judges.
            for restricting in FeatureExposureTests.restricting
            where !(Self.isOfRoute(widening) && Self.isOfRoute(restricting)) {
                // A guard that serves nobody's variant any more gives it to nobody, however soon it fires.
                if widening.words.contains("serves cheap"), restricting.words.contains("instead of serve cheap") {
                    continue
                }
                let changes =
                    [(widening.old, widening.new)] + FeatureExposureTests.needed(by: widening.new) + [
                        (restricting.old, restricting.new)
                    ]
                guard let findings = ExposureSample.tried(changes) else { continue }
                tried += 1
                #expect(
                    findings.contains { $0.effect == .widens }, "\(widening.words) with \(restricting.words)")
            }
        }
        #expect(tried > 150)
    }

    private static func isOfRoute(_ one: FeatureExposureTests.Case) -> Bool {
        ["split", "segment", "canary: 5%", "plan: [pro]"].contains(where: one.old.contains)
    }
}
