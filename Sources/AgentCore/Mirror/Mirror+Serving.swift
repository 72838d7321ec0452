// What of the mirror is in force: features, flags, and what restricts them.

package import FlagModel
package import FlagSnapshot
import FlagStore
package import SnapshotWriting

extension Mirror {
    /// What services read under one key.
    package struct Served: Sendable {
        package var record: SnapshotRecord
        /// Another form has another version.
        package var version: UInt64
        package var isFeature: Bool
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
    package var bucketing: Bucketing { documents.policy.bucketing }

    package func feature(_ key: String) -> Feature? { features[key] }

    /// Documents whose newest form is not, or not wholly, in use, and entries that cannot even be read.
    package var faults: [(name: String, reason: String)] {
        var reasons = faulty
        for id in entries.keys where reasons[id] == nil && isShadowed(id) {
            reasons[id] = "a feature has this key, and it is the feature that is served"
        }
        return reasons.map { ("\($0)", $1) } + unreadable.map { ($0, $1) }
    }

    package var isNamespaceKilled: Bool { effectiveState(of: FeatureState.namespaceKey)?.kill != nil }

    /// A feature's state as it was taken: after a rewind, what was kept and what the store restricts, both.
    func settledState(of key: String) -> FeatureState? {
        guard let found = rewind?.states[key] else { return states[key]?.state }
        // Nothing that a store says which went back begins a rollout, or lifts anything.
        guard let own = states[key]?.state else { return found.onlyRestricting }
        var state = own.restricted(by: found)
        // Rolled back there, or never begun: nobody is on the candidate either way.
        if let rollout = own.rollout, rollout.share > found.rollout?.share ?? 0 || rollout.id != found.rollout?.id {
            state.rollout = rollout.id == found.rollout?.id ? found.rollout : nil
        }
        return state
    }

    /// The same as it holds here: what was only heard restricts as well.
    package func effectiveState(of key: String) -> FeatureState? {
        let settled = settledState(of: key)
        return hearsay.restrictions[key].map { $0.restricting(settled) } ?? settled
    }

    package var effectiveStates: [String: FeatureState] {
        Dictionary(uniqueKeysWithValues: keysWithState.compactMap { key in effectiveState(of: key).map { (key, $0) } })
    }

    /// What this host's own trips are held against: none of them gives way to what was only heard.
    var settledStates: [String: FeatureState] {
        Dictionary(uniqueKeysWithValues: keysWithState.compactMap { key in settledState(of: key).map { (key, $0) } })
    }

    /// Every key that has a state anywhere.
    package var keysWithState: Set<String> {
        Set(states.keys).union(rewind?.states.keys ?? [:].keys).union(hearsay.restrictions.keys)
    }
}
