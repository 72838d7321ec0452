// What an operation does to a state document, as a pure function. SQLiteStore runs it as it is; RedisStore's Lua says
// the same, and the suite holds both to it.

package import FlagModel

extension StateOperation {
    /// What the store knows when the operation arrives.
    package struct Context: Sendable {
        package var key: String
        /// The state document as stored; `nil` where there is none.
        package var stored: StoredState?
        /// Variant -> digest of the live spec; `nil` where there is no live spec.
        package var digests: [String: String]?
        /// Whether a live ordinary flag has the key: one can be killed, and nothing else.
        package var isFlag: Bool
        /// Whether live agents follow another life of the namespace: they may serve features that are not here.
        package var hasStrays: Bool
        /// The revision that a change will get.
        package var next: UInt64
        /// The store's clock, Unix milliseconds.
        package var now: Int64
        package var attribution: Attribution

        package init(
            key: String, stored: StoredState?, digests: [String: String]?, isFlag: Bool = false,
            hasStrays: Bool = false, next: UInt64, now: Int64, attribution: Attribution
        ) {
            self.key = key
            self.stored = stored
            self.digests = digests
            self.isFlag = isFlag
            self.hasStrays = hasStrays
            self.next = next
            self.now = now
            self.attribution = attribution
        }
    }

    /// The state after the operation, or `nil` where everything already holds.
    package func applied(in context: Context) throws(StoreError) -> FeatureState? {
        try checkSubject(in: context)
        var state = context.stored?.state ?? FeatureState(key: context.key)
        let by = context.attribution
        let act = FeatureState.Act(by: by.actor, at: context.now, reason: by.reason, source: by.source)
        switch self {
        case .kill:
            guard state.kill == nil else { return nil }
            state.kill = act
        case .withdraw(let variant, let digest):
            guard state.withdrawn[variant] == nil else { return nil }
            state.withdrawn[variant] = FeatureState.Withdrawal(act: act, digest: digest)
        case .trip(var trip):
            try checkFresh(trip, state: state, digests: context.digests ?? [:])
            guard state.trips[trip.id] == nil else { return nil }
            trip.act = act
            state.trips[trip.id] = trip
        case .restore(let variant, let expected):
            try checkSeen(expected, in: context)
            state.clear(variant ?? FeatureState.wholeFeature, at: context.next)
        case .stage(let step, let expected):
            try checkSeen(expected, in: context)
            try state.take(step, digests: context.digests ?? [:], at: context.now)
        case .rollback:
            guard state.rollout != nil else { return nil }
            state.rollout = nil
        case .pause:
            guard state.rollout?.paused == false else { return nil }
            state.rollout?.paused = true
        case .resume(let expected):
            try checkSeen(expected, in: context)
            guard state.rollout?.paused == true else { return nil }
            state.rollout?.paused = false
        }
        // Where there are more already, as what falls due is never refused, only what makes it more is.
        guard state.entries <= max(StoreLimits.stateEntries, context.stored?.state.entries ?? 0) else {
            throw StoreError(.tooLarge, "the state of \(context.key) has \(StoreLimits.stateEntries) entries already")
        }
        return state
    }

    private func checkSeen(_ expected: UInt64, in context: Context) throws(StoreError) {
        let revision = context.stored?.revision ?? 0
        guard expected == revision else {
            throw StoreError(.conflict, "the state of \(context.key) is at revision \(revision), not \(expected)")
        }
    }

    /// Restricting needs a live spec, but for a kill of what hosts may serve from before; what only takes back also goes where only state is left. The namespace can be killed and
    /// restored as a whole.
    private func checkSubject(in context: Context) throws(StoreError) {
        let exists: Bool
        switch self {
        case .kill:
            exists =
                context.key == FeatureState.namespaceKey || context.digests != nil || context.isFlag
                || context.hasStrays
        case .restore(nil, _):
            exists = context.key == FeatureState.namespaceKey || context.digests != nil || context.stored != nil
        case .restore, .rollback, .pause, .resume:
            exists = context.key != FeatureState.namespaceKey && (context.digests != nil || context.stored != nil)
        case .withdraw, .trip, .stage: exists = context.key != FeatureState.namespaceKey && context.digests != nil
        }
        guard exists else { throw StoreError(.unknownKey, "there is no feature \(context.key)") }
    }

    private func checkFresh(
        _ trip: FeatureState.Trip, state: FeatureState, digests: [String: String]
    ) throws(StoreError) {
        guard trip.target == FeatureState.wholeFeature || digests[trip.target] == trip.digest else {
            throw StoreError(.stale, "the trip judged another configuration of \(state.key) \(trip.target)")
        }
        // A restore made revision R: what was served at R and later is new evidence.
        let cleared = state.clearedRevision(of: trip.target)
        guard trip.basis >= cleared else {
            throw StoreError(
                .stale, "the trip on \(state.key) rests on revision \(trip.basis), before the restore at \(cleared)")
        }
    }
}

extension FeatureState {
    fileprivate var entries: Int { withdrawn.count + trips.count + cleared.count }

    /// Takes back what is held against a target, and records when. The whole feature covers its variants.
    fileprivate mutating func clear(_ target: String, at revision: UInt64) {
        if target == Self.wholeFeature {
            self = FeatureState(key: key, cleared: [target: revision], rollout: rollout)
        } else {
            withdrawn[target] = nil
            trips = trips.filter { $0.value.target != target }
            cleared[target] = revision
        }
    }
}

extension FeatureState {
    fileprivate mutating func take(
        _ step: StateOperation.RolloutStep, digests: [String: String], at now: Int64
    ) throws(StoreError) {
        guard digests[step.candidate] == step.digest else {
            throw StoreError(.stale, "\(step.candidate) of \(key) is no longer the configuration that was looked at")
        }
        guard restriction(on: step.candidate) == nil else {
            throw StoreError(.held, "\(step.candidate) of \(key) is held back: killed, withdrawn or tripped")
        }
        var rollout =
            rollout ?? Rollout(id: step.id, candidate: step.candidate, salt: step.salt, stages: [], paused: false)
        guard !rollout.paused else { throw StoreError(.held, "the rollout of \(key) is paused") }
        guard rollout.id == step.id, rollout.candidate == step.candidate else {
            throw StoreError(.refused, "another rollout of \(key) is under way")
        }
        guard step.share > rollout.share else {
            throw StoreError(
                .refused, "\(key): the stage in force gives \(Share.text(rollout.share)) already; the next gives more")
        }
        rollout.advance(to: step.share, at: now)
        self.rollout = rollout
    }
}

extension DocumentChange {
    /// As a sentence: `put feature/support-chat`.
    package var summary: String { LoggedChange(body == nil ? .delete(id) : .put(id, content: "")).sentence() }
}
