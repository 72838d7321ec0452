// The transitions of a look at the store.

package import FlagStore

extension AgentCore {
    /// Begins a look; one that was under way is forgotten.
    ///
    /// - Parameters:
    ///   - isNotified: a change notification came: restrictions are asked for ahead of the rest.
    ///   - now: monotonic nanoseconds.
    package mutating func beginLook(isNotified: Bool, at now: UInt64) -> StoreLook.Request {
        look.requestedAt = now
        guard mirror.nextSince == nil || isNotified else { return askNewest() }
        look.phase = .restrictionsAhead
        return restrictionsRequest
    }

    /// The store announced a change.
    package mutating func notified(_ hint: Hint, at now: UInt64) { notifications.heard(hint, at: now) }

    /// Services read this revision from now on.
    ///
    /// - Returns: milliseconds since its commit, once per revision.
    package mutating func applied(_ lineage: Lineage, at now: UInt64) -> Double? {
        propagation.applied(lineage, at: now)
    }

    /// Takes an answer to the request that was made last. One that answers nothing ends the look.
    package mutating func answered(_ answer: StoreLook.Answer, at now: UInt64) -> StoreLook.Step {
        var step = StoreLook.Step()
        switch (look.phase, answer) {
        case (.restrictionsAhead, _):
            if case .restrictions(let found?) = answer { hearAhead(found, &step) }
            step.next = askNewest()
        case (.newest(let since), .load(let load)):
            hear(load, &step)
            step.next = askAgain(after: load, since: since) ?? conclude(load, since: since, at: now, &step)
        case (.again(let since), .load(let load)):
            hear(load, &step)
            step.next = conclude(load, since: since, at: now, &step)
        case (.past(let load, let since, var question), _):
            switch question.answered(answer.records, mirror: mirror) {
            case .ask(let request):
                look.phase = .past(load, since: since, question)
                step.next = request
            case .known(let past):
                step.next = conclude(load, since: since, past, at: now, &step)
            }
        case (.everything(let agrees), .load(let load)):
            hear(load, &step)
            guard load.doubt == nil else {
                finish(load, StorePast(agrees: agrees), at: now, &step)
                break
            }
            // The log was compared before; only the link is of this load.
            let question = PastQuestion(loaded: load.lineage)
            look.phase = .pastOfEverything(load, agrees: agrees, question)
            step.next = question.request
        case (.pastOfEverything(let load, let agrees, var question), _):
            switch question.answered(answer.records, mirror: mirror) {
            case .ask(let request):
                look.phase = .pastOfEverything(load, agrees: agrees, question)
                step.next = request
            case .known(let past):
                finish(load, StorePast(link: past.link, agrees: agrees), at: now, &step)
            }
        case (.restrictionsAfterFailure, _):
            if case .restrictions(let found?) = answer { hearAhead(found, &step) }
            look.phase = .idle
            persistUnkept(&step)
        case (_, .failed(let error)):
            step.next = fail(error, &step)
        case (.idle, _), (.newest, _), (.again, _), (.everything, _):
            look.phase = .idle
        }
        return step
    }

    // MARK: Asking

    private var restrictionsRequest: StoreLook.Request {
        .restrictions(since: mirror.rewind == nil ? mirror.lineage?.revision : nil)
    }

    /// Everything since what was taken last, or, if the store is in doubt, since what was heard last.
    private mutating func askNewest() -> StoreLook.Request {
        look.phase = .newest(since: mirror.nextSince)
        return .load(since: mirror.nextSince)
    }

    /// If only hearsay reaches so far, what was told to it is missing; a store in doubt is heard to the end once.
    private mutating func askAgain(after load: StoreLoad, since: UInt64?) -> StoreLook.Request? {
        let again: UInt64?
        if load.doubt == nil {
            guard since != nil, mirror.ownSince != since else { return nil }
            again = mirror.ownSince
        } else {
            guard !mirror.hasHeardAll(of: load) else { return nil }
            again = nil
        }
        look.phase = .again(since: again)
        return .load(since: again)
    }

    /// With everything heard: the log is looked at if anything changed, then the load is taken.
    private mutating func conclude(
        _ load: StoreLoad, since: UInt64?, at now: UInt64, _ step: inout StoreLook.Step
    ) -> StoreLook.Request? {
        guard load.doubt == nil, since == nil || load.lineage.revision != since else {
            return conclude(load, since: since, StorePast(), at: now, &step)
        }
        let question = PastQuestion(loaded: load.lineage, mirror: mirror)
        look.phase = .past(load, since: since, question)
        return question.request
    }

    private mutating func conclude(
        _ load: StoreLoad, since: UInt64?, _ past: StorePast, at now: UInt64, _ step: inout StoreLook.Step
    ) -> StoreLook.Request? {
        if load.doubt == nil, since != nil, past.agrees == false || !mirror.follows(load.lineage) {
            look.phase = .everything(agrees: past.agrees)
            return .load(since: nil)
        }
        finish(load, past, at: now, &step)
        return nil
    }

    // MARK: Hearing and taking

    private mutating func hearAhead(_ found: StoreLoad, _ step: inout StoreLook.Step) {
        let isFollowed = mirror.rewind == nil && (mirror.lineage.map(found.lineage.continues) ?? true)
        let keys = mirror.hear(found, isAhead: true)
        if !keys.isEmpty { look.isUnkept = true }
        step.effects.append(.override(keys, upTo: isFollowed && !found.isCut ? found.lineage : nil))
    }

    private mutating func hear(_ load: StoreLoad, _ step: inout StoreLook.Step) {
        let restricted = mirror.hear(load)
        guard !restricted.isEmpty else { return }
        step.effects.append(.override(restricted, upTo: nil))
        if load.doubt != nil { step.effects += [.publish, .persist] }
    }

    private mutating func finish(_ load: StoreLoad, _ past: StorePast, at now: UInt64, _ step: inout StoreLook.Step) {
        look.phase = .idle
        if let doubt = load.doubt {
            persistUnkept(&step)
            notifications.interrupted()
            if mirror.makesDo(with: load) { take(load, past, requestedAt: nil, at: now, &step) }
            stand(.doubted(doubt), &step)
        } else {
            look.isUnkept = false
            if let missed = notifications.found(load.lineage, at: now) {
                step.effects.append(.missedNotification(missed))
            }
            take(load, past, requestedAt: look.requestedAt, at: now, &step)
            stand(.up, &step)
        }
    }

    /// - Parameter requestedAt: when the newest was asked for; `nil`: this load confirms nothing.
    private mutating func take(
        _ load: StoreLoad, _ past: StorePast, requestedAt: UInt64?, at now: UInt64, _ step: inout StoreLook.Step
    ) {
        let change = mirror.take(load, past: past)
        step.effects.append(.override(change.states, upTo: load.isCut ? nil : load.lineage))
        if let requestedAt, mirror.rewind == nil { propagation.loaded(load, requestedAt: requestedAt, at: now) }
        follow(change, &step)
        step.effects += load.faults.map { .unreadable(name: $0.name, reason: $0.reason) }
    }

    private func follow(_ change: Mirror.Change, _ step: inout StoreLook.Step) {
        if change.isToBeKept { step.effects.append(.persist) }
        step.effects += change.changedAlone.map { .changedAlone($0) }
        if let reason = change.rewind { step.effects.append(.wentBack(reason)) }
        step.effects.append(.publish)
    }

    private mutating func fail(_ error: StoreError, _ step: inout StoreLook.Step) -> StoreLook.Request {
        if error.code == .uninitialised {
            let change = mirror.takeUninitialised()
            step.effects.append(.override(change.states, upTo: nil))
            follow(change, &step)
        }
        stand(.down(error.description), &step)
        look.phase = .restrictionsAfterFailure
        return restrictionsRequest
    }

    private mutating func persistUnkept(_ step: inout StoreLook.Step) {
        guard look.isUnkept else { return }
        look.isUnkept = false
        step.effects += [.publish, .persist]
    }

    private mutating func stand(_ new: StoreStanding, _ step: inout StoreLook.Step) {
        guard standing != new else { return }
        standing = new
        step.effects.append(.standing(new))
    }
}

extension StoreLook.Answer {
    /// Empty if there are none, or none could be read.
    fileprivate var records: [ChangeRecord] { if case .records(let records) = self { records } else { [] } }
}
