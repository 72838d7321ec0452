// A host acts on what it sees before any network call; the fleet's state changes on evidence from a quorum of hosts.
// This is the part that remembers: pure, idempotent, told of breaches, states and fleet by the core.

package import Control
package import FlagModel

/// The trips that this host holds by itself, until the store holds them or a restore ends them.
package struct HostTrips: Sendable, Equatable {
    package enum Standing: String, Sendable {
        /// Stands in the presence record, counts for the quorum and goes to the store.
        case current
        /// Holds on this host, and that is all: its evidence is from before the store came back, or about a
        /// configuration that the variant no longer has. Breaching again makes it current.
        case historic
    }

    package struct Held: Sendable, Equatable {
        package var feature: String
        package var trip: FeatureState.Trip
        package var standing: Standing

        package var restriction: Restriction { trip.restriction(on: feature) }
    }

    struct Key: Sendable, Hashable {
        var feature: String
        var trip: String
    }

    /// A store away for less than this was not away (nanoseconds): presence records live half as long.
    package static let outage: UInt64 = 30_000_000_000
    /// Hosts are "tripped now" for as long as the longest window reaches (milliseconds): chance breaches of different
    /// days must not add up to a quorum.
    package static let quorumMilliseconds: Int64 = 1_800_000

    /// Random, kept in the state directory; as in this agent's presence.
    package var agent: String
    var held: [Key: Held] = [:]

    package init(agent: String) { self.agent = agent }

    /// Everything held, as restrictions.
    package var restrictions: [Restriction] { all.map(\.restriction) }

    /// The restrictions whose targets guards do not judge. The target of a historic trip is judged again, so that it can
    /// be confirmed.
    package var unjudged: [Restriction] { announced.map(\.restriction) }

    /// Everything held, in a fixed order.
    package var all: [Held] {
        held.values.sorted { ($0.feature, $0.trip.id) < ($1.feature, $1.trip.id) }
    }

    /// What this host's presence record says.
    package var announced: [Held] { all.filter { $0.standing == .current } }
}

extension HostTrips {
    /// Holds what breached. What is held already stays as it was, unless it was historic.
    /// - Parameters:
    ///   - actor: who trips, as `Act.by` has it.
    ///   - time: Unix milliseconds.
    /// - Returns: features whose trips changed.
    package mutating func hold(_ breaches: [Breach], by actor: String, at time: Int64) -> Set<String> {
        var changed: Set<String> = []
        for breach in breaches where !breach.isShadow {
            let trip = breach.trip(by: actor, at: time)
            let key = Key(feature: breach.feature, trip: trip.id)
            guard held[key]?.standing != .current else { continue }
            held[key] = Held(feature: breach.feature, trip: trip, standing: .current)
            changed.insert(breach.feature)
        }
        return changed
    }

    /// Drops what the store holds by now or a restore has ended, and what has lost its feature or variant.
    /// - Parameters:
    ///   - states: the store's, by feature key.
    ///   - features: the specs as applied; never call this before there are any.
    /// - Returns: features whose trips changed.
    package mutating func reconcile(states: [String: FeatureState], features: [String: Feature]) -> Set<String> {
        var changed: Set<String> = []
        for (key, one) in held {
            let state = states[one.feature]
            let target = one.trip.target
            let isStores = state?.trips[one.trip.id] != nil
            let isRestored = one.restriction.isEnded(by: state)
            let variant = features[one.feature]?.variant(named: target)
            let isGone =
                features[one.feature] == nil || target != FeatureState.wholeFeature && variant == nil
            if isStores || isRestored || isGone {
                held[key] = nil
                changed.insert(one.feature)
            } else if let variant, variant.digest != one.trip.digest, one.standing == .current {
                held[key]?.standing = .historic
                changed.insert(one.feature)
            }
        }
        return changed
    }

    /// The store answers again after `away` nanoseconds (`UInt64.max` where that is not known). After an outage no trip
    /// is brought along on old numbers: each holds here, and is judged afresh.
    ///
    /// - Returns: those trips.
    package mutating func storeReturned(away: UInt64) -> [Held] {
        guard away >= Self.outage else { return [] }
        let renewed = announced
        for one in renewed { held[Key(feature: one.feature, trip: one.trip.id)]?.standing = .historic }
        return renewed
    }

    /// Trips on which a quorum of hosts agrees, until the store holds them; the same id makes that harmless.
    package func commits(_ fleet: FleetView) -> [TripCommit] {
        announced.filter { hasQuorum($0, fleet) }.map { one in
            // A digest: of names that may be long each, a commit's id would be too long.
            let whole = "\(agent) \(one.feature) \(one.trip.id) \(one.trip.act.at)"
            let id = "trip-" + Digest.hexadecimal(of: Array(whole.utf8))
            return TripCommit(id: id, feature: one.feature, trip: one.trip)
        }
    }

    /// Tripped now: at least a quarter of the live agents that have calls of the target, and at least one. Where one
    /// is enough this host's own trip is, however long it has been waiting for the store.
    private func hasQuorum(_ one: Held, _ fleet: FleetView) -> Bool {
        func counts(_ trip: FeatureState.Trip) -> Bool {
            let (age, overflow) = fleet.now.subtractingReportingOverflow(trip.act.at)
            return trip.id == one.trip.id && trip.digest == one.trip.digest && !overflow
                && age <= Self.quorumMilliseconds
        }
        let others = fleet.agents.filter { $0.id != agent }
        let tripped = others.filter { $0.trips[one.feature, default: []].contains(where: counts) }
        let concerned = others.count { other in
            other.hasTraffic(on: one.feature, target: one.trip.target) || tripped.contains { $0.id == other.id }
        }
        // Rounded up, this agent among them.
        let quorum = (concerned + 1 + 3) / 4
        return quorum == 1 || tripped.count + (counts(one.trip) ? 1 : 0) >= quorum
    }
}

/// A trip on its way to the store.
package struct TripCommit: Sendable, Equatable {
    /// Of the commit.
    package var id: String
    package var feature: String
    package var trip: FeatureState.Trip
}
