// What people hold back on this host by hand. Pure: told of orders, states and announcements by the agent, which keeps
// it on disk.

package import FlagModel

/// The restrictions that operators of this host have put on it, until they or a restore in the store end them.
package struct HostRestrictions: Sendable, Equatable {
    private struct Key: Hashable {
        var key: String
        var target: String
    }

    /// The most that a host holds by hand; the whole namespace is one.
    package static let limit = 1_000

    private var held: [Key: HostRestriction] = [:]
    /// When the fleet was told of what has no basis yet, in monotonic nanoseconds.
    private var told: [Key: UInt64] = [:]

    package init() {}

    /// In a fixed order.
    package var all: [HostRestriction] { held.values.sorted { ($0.key, $0.target) < ($1.key, $1.target) } }

    package var restrictions: [Restriction] { all.map(\.restriction) }

    package var isNamespaceHeld: Bool { held.keys.contains { $0.key == FeatureState.namespaceKey } }

    /// What came of holding something.
    package enum Holding: Sendable, Equatable {
        case held
        /// It was held already; who did it first stays on record.
        case heldAlready
        /// There is no room; the namespace as a whole always has some.
        case full
    }

    package mutating func hold(_ restriction: HostRestriction) -> Holding {
        let key = Key(key: restriction.key, target: restriction.target)
        guard held[key] == nil else { return .heldAlready }
        guard held.count < Self.limit || restriction.key == FeatureState.namespaceKey else { return .full }
        held[key] = restriction
        return .held
    }

    /// Ends what is held of a key, or only of one variant of it.
    /// - Parameter target: `nil`: the whole feature and all its variants.
    /// - Returns: what was ended.
    package mutating func end(_ key: String, target: String?) -> [HostRestriction] {
        let ended = all.filter { $0.key == key && (target == nil || $0.target == target) }
        for one in ended { drop(one) }
        return ended
    }

    /// Ends what the store's restores have ended. What lost its feature or variant stays: a person's word ends by a
    /// person's.
    /// - Returns: what was ended.
    package mutating func reconcile(states: [String: FeatureState]) -> [HostRestriction] {
        let ended = all.filter { one in one.restriction.isEnded(by: states[one.key]) }
        for one in ended { drop(one) }
        return ended
    }

    /// The fleet has been told of everything that is held.
    /// - Parameter now: monotonic nanoseconds.
    package mutating func announced(_ restrictions: [HostRestriction], at now: UInt64) {
        for one in restrictions where one.basis == nil {
            let key = Key(key: one.key, target: one.target)
            if held[key] == one, told[key] == nil { told[key] = now }
        }
    }

    /// From here on restores count, for what the fleet had been told of before the store confirmed this revision: whoever
    /// restored earlier cannot have known of it.
    /// - Returns: whether anything has a basis now that had none.
    package mutating func settle(confirmedAt: UInt64, revision: UInt64) -> Bool {
        let due = told.filter { $0.value < confirmedAt }.map(\.key)
        for key in due {
            held[key]?.basis = revision
            told[key] = nil
        }
        return !due.isEmpty
    }

    private mutating func drop(_ one: HostRestriction) {
        let key = Key(key: one.key, target: one.target)
        held[key] = nil
        told[key] = nil
    }
}

extension HostRestrictions {
    /// As the agent keeps them on disk.
    package var json: JSONValue { ["schema": 1, "restrictions": .array(all.map(\.json))] }

    /// Reads back what `json` wrote. One that cannot be read does not lose the others.
    /// - Parameter faults: what could not be read, one line each.
    package init(json: JSONValue, faults: inout [String]) throws(HostTripsError) {
        guard let entries = json["restrictions"]?.array else {
            throw HostTripsError(description: "restrictions: should be an array")
        }
        for (index, entry) in entries.enumerated() {
            if let one = HostRestriction(json: entry) {
                held[Key(key: one.key, target: one.target)] = one
            } else {
                faults.append("restrictions[\(index)]: should have key and target")
            }
        }
    }
}
