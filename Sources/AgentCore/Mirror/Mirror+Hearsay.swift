// What a store says restricts at once. What it says counts as new only once it has been taken: when its log has been
// looked at, and never where it cannot know the newest itself (`StoreLoad.doubt`). Until then it is hearsay: a replica may
// be ahead of this host or years behind it, so its word may hold back, and can lift or widen nothing.

import FlagModel
package import FlagStore

extension Mirror {
    /// What was heard and not taken.
    package struct Hearsay: Sendable, Equatable {
        /// How far the store that is in doubt has been heard to the end; `nil`: it has not been.
        package var lineage: Lineage?
        /// What restricts, by key, the strictest of all that was heard.
        var restrictions: [String: HeardRestrictions] = [:]

        package init(lineage: Lineage? = nil, restrictions: [String: HeardRestrictions] = [:]) {
            self.lineage = lineage
            self.restrictions = restrictions
        }

        package var isEmpty: Bool { lineage == nil && restrictions.isEmpty }
    }

    /// What was heard of one state.
    package struct HeardRestrictions: Sendable, Equatable {
        /// Without a rollout, and without what was cleared: both can widen.
        var state: FeatureState
        /// The most that the rollout under way here may give; `nil`: nothing was heard against it.
        var rollout: RolloutLimit?
    }

    /// A rollout was rolled back, or is not as far as it is here.
    package struct RolloutLimit: Sendable, Equatable {
        /// `nil`: there is none, or another one.
        var rollout: FeatureState.Rollout?
    }

    /// Lets hold what an answer restricts, before anything else is asked.
    ///
    /// - Parameter isAhead: the load that the answer is part of has yet to come, or may never.
    /// - Returns: keys whose restrictions may differ now.
    mutating func hear(_ load: StoreLoad, isAhead: Bool = false) -> Set<String> {
        var heard = hearsay
        for stored in load.states {
            guard let news = news(stored, of: load, isAhead: isAhead) else { continue }
            heard.restrictions[stored.state.key] =
                heard.restrictions[stored.state.key].map { $0.joined(with: news) } ?? news
        }
        if load.doubt != nil, load.isComplete || (heard.lineage ?? lineage).map(load.lineage.continues) ?? false {
            heard.lineage = load.lineage
        }
        let changed = Set(heard.restrictions.keys.filter { heard.restrictions[$0] != hearsay.restrictions[$0] })
        hearsay = heard
        guard !changed.isEmpty else { return [] }
        version += 1
        followRollouts(of: changed)
        return changed
    }

    /// Whether an answer that was heard, or those before it, said everything that the store restricts.
    func hasHeardAll(of load: StoreLoad) -> Bool { hearsay.lineage == load.lineage }

    /// Whether an answer that is in doubt is taken for what it is: nothing better was ever known here.
    func makesDo(with load: StoreLoad) -> Bool {
        load.doubt != nil && !isConfirmed && (load.isComplete || follows(load.lineage))
    }

    /// After which revision the next look asks; `nil`: for everything.
    var nextSince: UInt64? { hearsay.lineage?.revision ?? (rewind == nil ? lineage?.revision : nil) }

    /// After which revision an answer has to tell everything in order to be taken.
    var ownSince: UInt64? { rewind == nil && isConfirmed ? lineage?.revision : nil }

    /// What of a state restricts more than what holds here already; `nil` where nothing does.
    private func news(_ stored: StoredState, of load: StoreLoad, isAhead: Bool) -> HeardRestrictions? {
        let key = stored.state.key
        let known = effectiveState(of: key) ?? FeatureState(key: key)
        let isPast = isOwnPast(stored.revision, of: load.lineage)
        var state = stored.state.onlyRestricting
        // What is told of this host's own past was lifted since where a restore says so.
        if isPast { state = state.unlifted(by: known, at: stored.revision) }
        var limit: RolloutLimit?
        // An answer that is about to be taken changes a rollout and what it rests on at once, not one before the other.
        if isAhead || load.doubt != nil, !isPast, let under = known.rollout {
            let found = stored.state.rollout
            if found?.id != under.id {
                limit = RolloutLimit(rollout: nil)
            } else if let found, found.share < under.share {
                limit = RolloutLimit(rollout: found)
            }
        }
        guard limit != nil || known.restricted(by: state) != known else { return nil }
        return HeardRestrictions(state: state, rollout: limit)
    }

    /// Whether a revision of that store is one that this host has had already.
    private func isOwnPast(_ revision: UInt64, of store: Lineage) -> Bool {
        guard isConfirmed, let lineage else { return false }
        return lineage.storeID == store.storeID && lineage.epoch == store.epoch && revision <= lineage.revision
    }
}

extension Mirror.HeardRestrictions {
    fileprivate func joined(with other: Self) -> Self {
        var joined = Self(state: state.restricted(by: other.state), rollout: rollout ?? other.rollout)
        if let mine = rollout, let theirs = other.rollout {
            joined.rollout = (mine.rollout?.share ?? 0) <= (theirs.rollout?.share ?? 0) ? mine : theirs
        }
        return joined
    }

    /// What holds where this was heard beside `own`.
    func restricting(_ own: FeatureState?) -> FeatureState {
        var result = own?.restricted(by: state) ?? state
        if let rollout, let under = result.rollout, rollout.rollout.map({ $0.share < under.share }) ?? true {
            result.rollout = rollout.rollout
        }
        return result
    }
}

extension FeatureState {
    /// What of it holds something back. A rollout gives its candidate users, and what was cleared lifts trips.
    var onlyRestricting: FeatureState { FeatureState(key: key, kill: kill, withdrawn: withdrawn, trips: trips) }

    /// The same and whatever else holds back in `other`.
    func restricted(by other: FeatureState) -> FeatureState {
        var state = self
        state.kill = state.kill ?? other.kill
        state.withdrawn.merge(other.withdrawn) { own, _ in own }
        state.trips.merge(other.trips) { own, _ in own }
        return state
    }

    /// Without what `later` says was restored after `revision`.
    fileprivate func unlifted(by later: FeatureState, at revision: UInt64) -> FeatureState {
        func stands(_ target: String) -> Bool { later.clearedRevision(of: target) <= revision }
        var state = self
        if !stands(Self.wholeFeature) { state.kill = nil }
        state.withdrawn = state.withdrawn.filter { stands($0.key) }
        state.trips = state.trips.filter { stands($0.value.target) }
        return state
    }
}
