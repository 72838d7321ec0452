// A store that lost its last commits, and was given as many others since, looks like one that simply went on: its
// counter is past this host's own. What tells them apart is the link of its log's chain at the revision applied here.

import FlagModel
import FlagStore

extension Mirror {
    static let otherPast = "it lost commits that this host has applied, and has gone on since"

    /// Whether the log's link at the applied revision is the one that was seen when it was applied; `nil` where that cannot
    /// be told.
    func agrees(with record: ChangeRecord) -> Bool? {
        guard let link, link.revision == lineage?.revision, !record.chain.isEmpty else { return nil }
        // The newest record up to that revision: where that very one is missing, others took its place.
        return record.revision == link.revision && record.chain == link.chain
    }

    /// Whether everything known here stands in a complete load as well, or was changed there by a later revision: then
    /// nothing was lost, as where a commit that a failover dropped was sent again.
    func isHeld(in load: StoreLoad) -> Bool {
        guard let lineage else { return true }
        let documents = Dictionary(load.documents.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        for (id, entry) in entries where entry.stored.body != nil {
            guard let found = documents[id] else { return false }
            guard found.body == entry.stored.body || found.revision > lineage.revision else { return false }
        }
        let states = Dictionary(load.states.map { ($0.state.key, $0) }, uniquingKeysWith: { $1 })
        for (key, known) in self.states {
            let found = states[key] ?? StoredState(revision: 0, state: FeatureState(key: key))
            guard found.revision > lineage.revision || found.state.says(known.state) else { return false }
        }
        return true
    }
}

extension FeatureState {
    /// The same but for times, which a commit has anew when it is sent again.
    func says(_ other: FeatureState) -> Bool {
        (kill == nil) == (other.kill == nil) && withdrawn.mapValues(\.digest) == other.withdrawn.mapValues(\.digest)
            && Set(trips.keys) == Set(other.trips.keys) && cleared == other.cleared
            && rollout?.id == other.rollout?.id && rollout?.stages.map(\.share) == other.rollout?.stages.map(\.share)
    }
}
