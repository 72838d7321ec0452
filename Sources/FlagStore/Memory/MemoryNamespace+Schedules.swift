import FlagModel

extension MemoryNamespace {
    /// Makes a commit of each schedule whose time has come, the earliest first.
    mutating func carryOutWhatIsDue(at now: Int64) {
        for schedule in orderedSchedules where schedule.at <= now {
            let moment = MemoryMoment(revision: nextRevision, now: now)
            for change in schedule.changes { put(change, at: moment) }
            for item in schedule.operations { restrict(item, by: schedule.attribution, at: moment) }
            schedules[schedule.id] = nil
            record(schedule.payload, at: moment)
        }
    }

    /// Unlike one that somebody asks for, it needs no live spec and always has room.
    private mutating func restrict(_ item: Schedule.Operation, by attribution: Attribution, at moment: MemoryMoment) {
        let act = FeatureState.Act(
            by: attribution.actor, at: moment.now, reason: attribution.reason, source: attribution.source)
        var state = states[item.key]?.state ?? FeatureState(key: item.key)
        switch item.operation {
        case .kill where state.kill == nil: state.kill = act
        case .withdraw(let variant, let digest) where state.withdrawn[variant] == nil:
            state.withdrawn[variant] = FeatureState.Withdrawal(act: act, digest: digest)
        default: return
        }
        states[item.key] = StoredState(revision: moment.revision, state: state)
    }

    /// What a document is scheduled to become.
    func scheduled(_ id: DocumentID) -> (schedule: Schedule, change: DocumentChange)? {
        for schedule in schedules.values {
            if let change = schedule.changes.first(where: { $0.id == id }) { return (schedule, change) }
        }
        return nil
    }

    mutating func add(_ schedule: Schedule, now: Int64) throws(StoreError) {
        guard schedule.at > now, schedule.at - now <= StoreLimits.scheduleMilliseconds else {
            throw StoreError(
                .refused,
                "what falls due by itself lies ahead, at most \(StoreLimits.scheduleMilliseconds / 86_400_000) days")
        }
        guard schedules[schedule.id] == nil else {
            throw StoreError(.refused, "there is a schedule \(schedule.id) already")
        }
        guard schedules.count < StoreLimits.schedules else {
            throw StoreError(.tooLarge, "a namespace has at most \(StoreLimits.schedules) schedules")
        }
        for change in schedule.changes where scheduled(change.id) != nil {
            throw StoreError(.held, "a change of \(change.id) is scheduled already")
        }
        var schedule = schedule
        schedule.changes.sort { $0.id.description < $1.id.description }
        schedules[schedule.id] = schedule
    }

    /// Before a document changes: a planned schedule that it is part of is called off, and one that goes back by itself
    /// holds it, unless the change was approved or is just what it goes back to.
    mutating func giveWay(to change: DocumentChange, isApproved: Bool) throws(StoreError) {
        guard let (schedule, scheduled) = scheduled(change.id) else { return }
        switch schedule.purpose {
        case .planned: schedules[schedule.id] = nil
        case .breakGlass:
            guard isApproved || scheduled.body == change.body else {
                throw StoreError(
                    .held,
                    "\(change.id) was changed by one person alone and goes back by itself; until then it takes an "
                        + "approved proposal to change it")
            }
            schedules[schedule.id]?.changes.removeAll { $0.id == change.id }
            dropIfEmpty(schedule.id)
        }
    }

    /// Whether one person made of it alone what it is.
    func goesBack(_ id: DocumentID) -> Bool { scheduled(id)?.schedule.purpose == .breakGlass }

    mutating func callOff(_ id: String) throws(StoreError) {
        switch schedules[id]?.purpose {
        case .planned?: schedules[id] = nil
        case .breakGlass?:
            throw StoreError(.held, "\(id) goes back by itself: only an approved proposal keeps what it takes back")
        case nil: throw StoreError(.unknownKey, "there is no schedule \(id)")
        }
    }

    /// Calls off restrictions that would return: those on one variant, or all.
    mutating func callOffRestrictions(on key: String, variant target: String?) {
        for id in schedules.keys {
            schedules[id]?.operations.removeAll { item in
                guard item.key == key else { return false }
                guard let target, target != FeatureState.wholeFeature else { return true }
                if case .withdraw(target, _) = item.operation { return true }
                return false
            }
            dropIfEmpty(id)
        }
    }

    /// A schedule that is left with nothing to do is gone.
    private mutating func dropIfEmpty(_ id: String) {
        if let schedule = schedules[id], schedule.changes.isEmpty, schedule.operations.isEmpty { schedules[id] = nil }
    }
}
