// What of the mirror is in force: features, flags, and what restricts them.

import FlagModel
import FlagSnapshot
import FlagStore

extension Mirror {
    /// What services read under one key.
    struct Served: Sendable {
        var record: SnapshotRecord
        /// Another form has another version.
        var version: UInt64
        var isFeature: Bool
    }

    /// Brings what is in force under a key up to date.
    mutating func serve(_ key: String) {
        let feature = entries[DocumentID(.feature, key)]?.good
        let good = feature ?? entries[DocumentID(.flag, key)]?.good
        features[key] = feature?.feature
        served[key] = good.flatMap { good in
            good.record.map { Served(record: $0, version: good.version, isFeature: good.feature != nil) }
        }
        servedVersion = version
    }

    private func isShadowed(_ id: DocumentID) -> Bool {
        id.kind == DocumentKind.flag.rawValue && features.keys.contains(id.key)
    }

    /// Which of flagd's rules buckets; the namespace's policy says.
    var bucketing: Bucketing { documents.policy.bucketing }

    func feature(_ key: String) -> Feature? { features[key] }

    /// Documents whose newest form is not, or not wholly, in use, and entries that cannot even be read.
    var faults: [(name: String, reason: String)] {
        var reasons = faulty
        for id in entries.keys where reasons[id] == nil && isShadowed(id) {
            reasons[id] = "a feature has this key, and it is the feature that is served"
        }
        return reasons.map { ("\($0)", $1) } + unreadable.map { ($0, $1) }
    }

    var isNamespaceKilled: Bool { effectiveState(of: FeatureState.namespaceKey)?.kill != nil }

    /// A feature's state as it holds here: after a rewind, what was kept and what the store restricts, both.
    func effectiveState(of key: String) -> FeatureState? {
        guard let found = rewind?.states[key] else { return states[key]?.state }
        guard var state = states[key]?.state else { return found }
        state.kill = state.kill ?? found.kill
        state.withdrawn.merge(found.withdrawn) { kept, _ in kept }
        state.trips.merge(found.trips) { kept, _ in kept }
        // Rolled back there, or never begun: nobody is on the candidate either way.
        if let rollout = state.rollout, rollout.share > found.rollout?.share ?? 0 { state.rollout = found.rollout }
        return state
    }

    var effectiveStates: [String: FeatureState] {
        Dictionary(uniqueKeysWithValues: keysWithState.compactMap { key in effectiveState(of: key).map { (key, $0) } })
    }

    /// What holds a feature back: its state, and this host's own trips.
    func restriction(of key: String, hostTrips: [FeatureState.Trip]) -> Restriction {
        Restriction(state: effectiveState(of: key), hostTrips: hostTrips, hash: KeyHash.of)
    }

    /// Every key that has a state anywhere.
    var keysWithState: Set<String> { Set(states.keys).union(rewind?.states.keys ?? [:].keys) }
}
