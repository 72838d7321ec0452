import FlagModel
import SeededRandom
import SnapshotWriting

/// Features of four variants, and changes of them, by chance. Shares are tenths.
enum RandomFeature {
    static let variants = ["stable", "canary", "cheap", "off"]
    private static let plans = ["a", "b", "c"]

    static func routed(by route: [RouteEntry], guards: [GuardRule] = [], onStale: Staleness? = nil) -> Feature {
        Feature(
            key: "chat",
            variants: variants.map { Variant(name: $0, value: ["model": .string($0)], digest: $0) },
            onKill: "off", baseline: "stable", route: route, guards: guards, onStale: onStale)
    }

    /// A tenth gets `canary`, the others the baseline.
    static func plain(guards: [GuardRule]) -> Feature {
        routed(
            by: [
                RouteEntry(
                    conditions: [],
                    shares: [
                        RouteEntry.Share(variant: "canary", weight: 10_000),
                        RouteEntry.Share(variant: "stable", weight: 90_000),
                    ])
            ], guards: guards)
    }

    static func feature(_ generator: inout SeededGenerator) -> Feature {
        let count = Int.random(in: 0...2, using: &generator)
        return routed(
            by: route(&generator), guards: (0..<count).map { rule(named: "g\($0)", &generator) },
            onStale: staleness(&generator))
    }

    /// One or two changes, mostly of what takes effect later.
    static func changed(_ feature: Feature, _ generator: inout SeededGenerator) -> Feature {
        var feature = feature
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: feature.route = changed(feature.route, &generator)
            case 1, 2: feature.onStale = staleness(&generator)
            case 3: feature.baseline = ["stable", "cheap"].randomElement(using: &generator) ?? "stable"
            case 4:
                feature.guards.append(rule(named: "h\(feature.guards.count)", &generator))
            default:
                guard !feature.guards.isEmpty else {
                    feature.guards = [rule(named: "g0", &generator)]
                    continue
                }
                let index = Int.random(in: 0..<feature.guards.count, using: &generator)
                change(&feature.guards[index], &generator)
            }
        }
        return feature
    }

    private static func change(_ rule: inout GuardRule, _ generator: inout SeededGenerator) {
        let other = Self.rule(named: rule.name, &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: rule.threshold = other.threshold
        case 1: rule.action = other.action
        case 2: rule.scope = other.scope
        default: rule.isShadow.toggle()
        }
    }

    private static func rule(named name: String, _ generator: inout SeededGenerator) -> GuardRule {
        let actions: [GuardRule.Action] = [.kill, .kill] + variants.map(GuardRule.Action.serve)
        return GuardRule(
            name: name, threshold: [0.01, 0.03, 0.05, 0.1, 0.2].randomElement(using: &generator) ?? 0.05,
            window: .seconds(60), action: actions.randomElement(using: &generator) ?? .kill,
            scope: GuardRule.Scope.allCases.randomElement(using: &generator) ?? .all,
            isShadow: Int.random(in: 0..<4, using: &generator) == 0)
    }

    private static func staleness(_ generator: inout SeededGenerator) -> Staleness? {
        guard Bool.random(using: &generator) else { return nil }
        return Staleness(
            after: .seconds([15, 30, 60, 120].randomElement(using: &generator) ?? 60),
            serve: ["stable", "stable", "off", "cheap"].randomElement(using: &generator) ?? "stable")
    }

    private static func entry(_ generator: inout SeededGenerator, isLast: Bool) -> RouteEntry {
        var conditions: [RouteCondition] = []
        if !isLast {
            repeat {
                let negated = Int.random(in: 0..<3, using: &generator) == 0
                if Bool.random(using: &generator) {
                    let values = plans.filter { _ in Bool.random(using: &generator) }
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

    static func route(_ generator: inout SeededGenerator) -> [RouteEntry] {
        let count = Int.random(in: 0...3, using: &generator)
        return (0..<count).map { _ in entry(&generator, isLast: false) } + [entry(&generator, isLast: true)]
    }

    /// One to three changes of a route, of any kind.
    static func changed(_ route: [RouteEntry], _ generator: inout SeededGenerator) -> [RouteEntry] {
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
}
