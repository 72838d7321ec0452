import FlagModel
import FlagSnapshot
import SeededRandom

/// All that decides who gets what of a feature, and is no document.
struct World: CustomStringConvertible {
    /// Attribute values of who asks; `nil`: missing.
    var plan: String?
    var region: String?
    /// Variant, or `FeatureState.wholeFeature` -> the share of its requests that fail, by which guards judge.
    var failing: [String: Double] = [:]
    /// What people took out.
    var withdrawn: Set<String> = []
    /// Since the agent last heard of the store.
    var silentSeconds: UInt64 = 1

    static let quiet = World(plan: nil, region: nil)

    private init(plan: String?, region: String?) { (self.plan, self.region) = (plan, region) }

    /// One of many: about half of them have something that breaches.
    init(_ generator: inout SeededGenerator) {
        plan = [nil, "a", "b", "c"].randomElement(using: &generator) ?? nil
        region = [nil, "eu-1", "eu-2", "us-1"].randomElement(using: &generator) ?? nil
        for target in RandomFeature.variants + [FeatureState.wholeFeature] where target != "off" {
            guard Int.random(in: 0..<3, using: &generator) == 0 else { continue }
            failing[target] = [0.02, 0.04, 0.07, 0.15, 0.5].randomElement(using: &generator)
        }
        if Int.random(in: 0..<5, using: &generator) == 0 {
            withdrawn = [RandomFeature.variants.randomElement(using: &generator) ?? "canary"]
        }
        silentSeconds = [1, 1, 1, 20, 45, 75, 200].randomElement(using: &generator) ?? 1
    }

    /// The trips that the guards of a feature come to, as the engine has them: a variant is judged by itself, the
    /// baseline for the whole, and the off variant never.
    func trips(of feature: Feature) -> [FeatureState.Trip] {
        feature.guards.filter { !$0.isShadow }.flatMap { rule -> [FeatureState.Trip] in
            let breaching = failing.filter { $0.value > rule.threshold }.keys
            let targets = breaching.compactMap { name -> String? in
                if name == FeatureState.wholeFeature { return rule.scope == .candidate ? nil : name }
                switch rule.scope {
                case .feature: return nil
                case .candidate: return name == feature.baseline || name == feature.onKill ? nil : name
                case .all: return name == feature.baseline ? FeatureState.wholeFeature : name
                }
            }
            return Set(targets).map { target in
                var action = rule.action
                if case .serve(let other) = action, other == target || breaching.contains(other) { action = .kill }
                return FeatureState.Trip(
                    act: FeatureState.Act(by: "agent", at: 1, reason: "", source: "guard:\(rule.name)"),
                    guardName: rule.name, target: target, action: action, digest: "", basis: 1, evidence: .null)
            }
        }
    }

    var description: String {
        "plan \(plan ?? "-"), region \(region ?? "-"), failing \(failing), withdrawn \(withdrawn), "
            + "silent for \(silentSeconds) s"
    }
}
