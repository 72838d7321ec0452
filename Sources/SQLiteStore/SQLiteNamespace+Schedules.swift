// What falls due by itself. SQLite has no clock that wakes anybody: whoever writes next lets take effect what is due.

import FlagModel
import FlagStore

extension SQLiteNamespace {
    /// The ids of schedules whose time has come, the earliest first.
    func due() throws -> [String] {
        try connection.rows(
            "SELECT id FROM schedules WHERE namespace = ?1 AND at <= ?2 ORDER BY at, id", .text(name), .integer(now())
        ) { $0.text(0) }
    }

    /// Makes a commit of a schedule, unless somebody else has done so or called it off.
    func carryOut(_ schedule: String) throws {
        let payload = try connection.first(
            "SELECT payload FROM schedules WHERE namespace = ?1 AND id = ?2", .text(name), .text(schedule)
        ) { $0.blob(0) }
        guard let payload else { return }
        let moment = Moment(revision: try nextRevision(after: meta().lineage), now: try now())
        for change in try scheduledChanges(of: schedule) { try put(change, at: moment) }
        let attribution = ChangePayload(json: (try? JSONValue.parse(payload)) ?? .null).attribution
        for item in try scheduledOperations(of: schedule) { try restrict(item, by: attribution, at: moment) }
        try drop(schedule)
        try record(payload, digest: Digest.hexadecimal(of: payload), revision: moment.revision, at: moment.now)
    }

    /// Unlike one that somebody asks for, it needs no live spec and always has room. A state that cannot be read takes
    /// a kill only.
    private func restrict(_ item: Schedule.Operation, by attribution: Attribution, at moment: Moment) throws {
        let act = FeatureState.Act(
            by: attribution.actor, at: moment.now, reason: attribution.reason, source: attribution.source)
        var state: FeatureState
        do {
            state = try storedState(of: item.key, for: item.operation)?.state ?? FeatureState(key: item.key)
        } catch let error as StoreError where error.code == .corrupt {
            return
        }
        switch item.operation {
        case .kill where state.kill == nil: state.kill = act
        case .withdraw(let variant, let digest) where state.withdrawn[variant] == nil:
            state.withdrawn[variant] = FeatureState.Withdrawal(act: act, digest: digest)
        default: return
        }
        try store(state, revision: moment.revision)
    }

    func add(_ schedule: Schedule, now: Int64) throws {
        guard schedule.at > now, schedule.at - now <= StoreLimits.scheduleMilliseconds else {
            throw StoreError(
                .refused,
                "what falls due by itself lies ahead, at most \(StoreLimits.scheduleMilliseconds / 86_400_000) days")
        }
        guard try purpose(of: schedule.id) == nil else {
            throw StoreError(.refused, "there is a schedule \(schedule.id) already")
        }
        let count = try connection.first("SELECT count(*) FROM schedules WHERE namespace = ?1", .text(name)) {
            $0.integer(0)
        }
        guard count ?? 0 < StoreLimits.schedules else {
            throw StoreError(.tooLarge, "a namespace has at most \(StoreLimits.schedules) schedules")
        }
        for change in schedule.changes where try scheduled(change.id) != nil {
            throw StoreError(.held, "a change of \(change.id) is scheduled already")
        }
        try store(schedule)
    }

    /// Before a document changes: a planned schedule that it is part of is called off, and one that goes back by itself
    /// holds it, unless the change was approved or is just what it goes back to.
    func giveWay(to change: DocumentChange, isApproved: Bool) throws {
        guard let scheduled = try scheduled(change.id) else { return }
        switch try purpose(of: scheduled.schedule) {
        case .planned?: try drop(scheduled.schedule)
        case .breakGlass?, nil:
            guard isApproved || scheduled.body == change.body else {
                throw StoreError(
                    .held,
                    "\(change.id) was changed by one person alone and goes back by itself; until then it takes an "
                        + "approved proposal to change it")
            }
            try connection.run(
                "DELETE FROM scheduled_documents WHERE namespace = ?1 AND kind = ?2 AND key = ?3", .text(name),
                .text(change.id.kind), .text(change.id.key))
            try dropIfEmpty(scheduled.schedule)
        }
    }

    /// Whether one person made of it alone what it is.
    func goesBack(_ id: DocumentID) throws -> Bool {
        try scheduled(id).flatMap { try purpose(of: $0.schedule) } == .breakGlass
    }

    func callOff(_ id: String) throws {
        switch try purpose(of: id) {
        case .planned?: try drop(id)
        case .breakGlass?:
            throw StoreError(.held, "\(id) goes back by itself: only an approved proposal keeps what it takes back")
        case nil: throw StoreError(.unknownKey, "there is no schedule \(id)")
        }
    }

    /// Calls off restrictions that would return: those on one variant, or all.
    func callOffRestrictions(on key: String, variant target: String?) throws {
        let variant = target == FeatureState.wholeFeature ? nil : target
        let affected = try connection.rows(
            """
            SELECT DISTINCT schedule FROM scheduled_operations
            WHERE namespace = ?1 AND key = ?2 AND (?3 IS NULL OR variant = ?3)
            """, .text(name), .text(key), SQLiteValue(variant)
        ) { $0.text(0) }
        try connection.run(
            "DELETE FROM scheduled_operations WHERE namespace = ?1 AND key = ?2 AND (?3 IS NULL OR variant = ?3)",
            .text(name), .text(key), SQLiteValue(variant))
        for id in affected { try dropIfEmpty(id) }
    }
}
