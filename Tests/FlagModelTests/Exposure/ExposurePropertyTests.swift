import FlagModel
import FlagSnapshot
import SeededRandom
import Testing

/// Against an oracle that asks, context by context, who gets how much of what.
@Suite struct ExposurePropertyTests {
    private static let variants = ["stable", "canary", "cheap", "off"]
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

    private static func feature(route: [RouteEntry]) -> Feature {
        Feature(
            key: "chat",
            variants: variants.map { Variant(name: $0, value: ["model": .string($0)], digest: $0) },
            onKill: "off", baseline: "stable", route: route)
    }

    private static func entry(_ generator: inout SeededGenerator, isLast: Bool) -> RouteEntry {
        var conditions: [RouteCondition] = []
        if !isLast {
            repeat {
                let negated = Int.random(in: 0..<3, using: &generator) == 0
                if Bool.random(using: &generator) {
                    let values = plans.compactMap { $0 }.filter { _ in Bool.random(using: &generator) }
                    let literals = (values.isEmpty ? ["a"] : values).map(AttributeLiteral.string)
                    conditions.append(RouteCondition(attribute: "plan", test: .oneOf(literals), negated: negated))
                } else {
                    let prefixes = [["eu-"], ["eu-1"], ["us-", "eu-2"]].randomElement(using: &generator) ?? []
                    conditions.append(
                        RouteCondition(attribute: "region", test: .startsWith(prefixes), negated: negated))
                }
            } while Int.random(in: 0..<3, using: &generator) == 0
            if Int.random(in: 0..<4, using: &generator) == 0 {
                conditions = [RouteCondition(attribute: "", test: .all(conditions))]
            }
        }
        var left = 10
        var shares: [RouteEntry.Share] = []
        for variant in ["canary", "cheap", "off"] {
            let tenths = Int.random(in: 0...min(left, 4), using: &generator)
            left -= tenths
            if tenths > 0 { shares.append(RouteEntry.Share(variant: variant, weight: UInt32(tenths) * 10_000)) }
        }
        shares.append(RouteEntry.Share(variant: "stable", weight: UInt32(left) * 10_000))
        return RouteEntry(conditions: conditions, shares: shares)
    }

    private static func route(_ generator: inout SeededGenerator) -> [RouteEntry] {
        let count = Int.random(in: 0...3, using: &generator)
        return (0..<count).map { _ in entry(&generator, isLast: false) } + [entry(&generator, isLast: true)]
    }

    /// One to three changes of a route, of any kind.
    private static func changed(_ route: [RouteEntry], _ generator: inout SeededGenerator) -> [RouteEntry] {
        var route = route
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let index = Int.random(in: 0..<route.count, using: &generator)
            let isLast = index == route.count - 1
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: route.insert(entry(&generator, isLast: false), at: index)
            case 1 where !isLast: route.remove(at: index)
            case 2 where !isLast: route[index].conditions = entry(&generator, isLast: false).conditions
            case 3 where route.count > 2: route.swapAt(0, min(1, route.count - 2))
            default: route[index].shares = entry(&generator, isLast: isLast).shares
            }
        }
        return route
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
            let old = Self.feature(route: Self.route(&generator))
            let new = Self.feature(route: Self.changed(old.route, &generator))
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
            let feature = Self.feature(route: Self.route(&generator))
            #expect(Self.findings(from: feature, to: feature) == [])
        }
    }

    @Test func `no widening hides behind a restriction that comes with it`() {
        var tried = 0
        for widening in FeatureExposureTests.widening {
            // Two changes of a route are one change of it, which the oracle judges.
            for restricting in FeatureExposureTests.restricting
            where !(Self.isOfRoute(widening) && Self.isOfRoute(restricting)) {
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
