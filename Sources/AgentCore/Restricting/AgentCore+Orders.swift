// Operators of this host restrict it without the store.

package import FlagModel
import FlagStore

/// The outcome of an order to restrict.
package enum OrderOutcome: Sendable, Equatable {
    /// It is in force from now on; write the override entry, tell, and keep it.
    case held(HostRestriction)
    /// It was in force already; who ordered it first stays on record.
    case heldAlready
    /// This host serves no such thing.
    case unknown(String)
    /// There is no room; the namespace as a whole always has some.
    case full
}

extension AgentCore {
    /// - Parameters:
    ///   - actor: who orders it, as `Act.by` has it.
    ///   - time: Unix milliseconds.
    package mutating func hold(_ order: HostOrder, by actor: String, at time: Int64) -> OrderOutcome {
        if let refusal = refusal(of: order) { return .unknown(refusal) }
        let restriction = HostRestriction(
            key: order.key ?? FeatureState.namespaceKey, target: order.variant ?? FeatureState.wholeFeature,
            act: FeatureState.Act(by: actor, at: time, reason: order.reason, source: HostRestriction.source))
        switch orders.hold(restriction) {
        case .held: return .held(restriction)
        case .heldAlready: return .heldAlready
        case .full: return .full
        }
    }

    /// Ends what was ordered here, and nothing else.
    ///
    /// - Returns: the orders that ended.
    package mutating func end(_ order: HostOrder) -> [HostRestriction] {
        orders.end(order.key ?? FeatureState.namespaceKey, target: order.variant)
    }

    /// A key or variant that this host does not serve cannot be restricted by a slip of the fingers.
    private func refusal(of order: HostOrder) -> String? {
        guard let key = order.key else { return nil }
        let keys = Array(mirror.served.keys) + Array(mirror.features.keys)
        guard keys.contains(key) else {
            return "this host serves no feature or flag \(key)" + Self.hint(for: key, among: keys)
        }
        guard let variant = order.variant else { return nil }
        guard let feature = mirror.feature(key) else {
            return "\(key) is an ordinary flag: it has no variants that can be withdrawn"
        }
        guard feature.variant(named: variant) == nil else { return nil }
        return "\(key) has no variant \(variant)" + Self.hint(for: variant, among: feature.variants.map(\.name))
    }

    private static func hint(for name: String, among names: [String]) -> String {
        NearestName.hint(for: name, among: names).map { "; \($0)" } ?? ""
    }
}
