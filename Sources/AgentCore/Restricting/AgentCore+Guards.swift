// Guards on this host: what breaches is restricted here at once.

package import Control
package import FlagModel
import FlagStore
package import Telemetry

/// Something that a breach, or a change of the documents, did to this host's own restrictions.
package enum GuardEffect: Sendable, Equatable {
    /// Write the override entries of these keys.
    case override(Set<String>)
    /// Keep this host's own restrictions on disk, and announce them.
    case persistAndAnnounce
    case tripped(Breach)
    /// A shadow guard found a breach on which an armed one would act; said once a minute.
    case wouldTrip(Breach)
    /// Operators' orders that a restore in the store ended.
    case ordersEnded([HostRestriction])
}

extension AgentCore {
    /// Every guard that breaches at `now`; nothing before anything is known of a store.
    ///
    /// - Parameter now: monotonic nanoseconds.
    package func breaches(in windows: OutcomeWindows, at now: UInt64) -> [Breach] {
        guard let lineage = mirror.lineage else { return [] }
        let own = Dictionary(grouping: trips.unjudged + orders.restrictions, by: \.key)
        return windows.reporting.compactMap(mirror.feature).flatMap { feature in
            let stored = mirror.settledState(of: feature.key)?.restrictions ?? []
            return GuardEngine.evaluate(
                feature, windows: windows, restrictions: RestrictionLadder(stored + (own[feature.key] ?? [])),
                revision: lineage.revision, now: now)
        }
    }

    /// Holds what breached.
    ///
    /// - Parameters:
    ///   - actor: who trips, as `Act.by` has it.
    ///   - time: Unix milliseconds.
    ///   - now: monotonic nanoseconds.
    package mutating func hold(
        _ breaches: [Breach], by actor: String, at time: Int64, now: UInt64
    ) -> [GuardEffect] {
        let changed = trips.hold(breaches, by: actor, at: time)
        var effects: [GuardEffect] = changed.isEmpty ? [] : [.override(changed), .persistAndAnnounce]
        for breach in breaches {
            if !breach.isShadow {
                if !changed.isEmpty { effects.append(.tripped(breach)) }
            } else if shadows.isDue(breach, at: now) {
                effects.append(.wouldTrip(breach))
            }
        }
        return effects
    }

    /// Before anything is judged on new documents: trips and orders end that a restore ended, and trips that lost their
    /// feature or variant. Nothing before anything is known of a store.
    package mutating func followDocuments() -> [GuardEffect] {
        guard mirror.lineage != nil else { return [] }
        let states = mirror.settledStates
        let changed = trips.reconcile(states: states, features: mirror.features)
        let ended = orders.reconcile(states: states)
        guard !changed.isEmpty || !ended.isEmpty else { return [] }
        return [.override(changed.union(ended.map(\.key))), .persistAndAnnounce]
            + (ended.isEmpty ? [] : [.ordersEnded(ended)])
    }
}
