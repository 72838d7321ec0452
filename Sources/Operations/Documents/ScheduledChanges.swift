package import FlagModel
package import FlagStore

/// Planned changes that wait for their time, beside a proposal. Each was judged, and approved where it had to be, by what
/// there was; what the two come to together has to be no more than that.
package struct ScheduledChanges {
    package var proposal: WantedChange
    package var contents: NamespaceContents
    package var resolution: ChangeResolution

    package var objections: [Objection] {
        let changed = Set(
            proposal.documents.filter { contents.stored[$0.id]?.body != $0.body }.map(\.id) + proposal.deletions)
        // A change of one of its documents calls a schedule off.
        let schedules = contents.load.plannedSchedules.filter { schedule in
            !schedule.changes.contains { changed.contains($0.id) }
        }
        guard !schedules.isEmpty else { return [] }
        let comparison = Comparison(
            before: resolution.before, after: resolution.after, states: contents.states,
            origins: proposal.move.map { [$0.to: $0.from] } ?? [:], schedules: schedules)
        let concerned = comparison.features(on: proposal.documents.map(\.id) + proposal.deletions)
        return schedules.flatMap { schedule in
            concerned.intersection(comparison.features(on: schedule.changes.map(\.id))).sorted().compactMap { key in
                comparison.widening(of: key).map { finding in
                    Objection(
                        subject: key,
                        message: "\(schedule.changes.map(\.id.description).joined(separator: ", ")) changes at "
                            + "\(Timestamp.text(schedule.at)), and what that comes to together with this nobody has "
                            + "approved: \(finding.words)",
                        remedies: [.callOff(schedule.id)])
                }
            }
        }
    }
}

extension ScheduledChanges {
    /// What falls due later does to a feature in the state that an operation brings it to, and would not have done to it
    /// before; `nil` where there is no such thing. What nobody was served was not asked about when it was scheduled: the
    /// rollout that serves it comes after.
    package static func widening(
        of key: String, from before: FeatureState, to after: FeatureState, contents: NamespaceContents
    ) -> (schedule: Schedule, finding: ExposureFinding)? {
        var now = DocumentSet(contents.documents.values.map(\.content))
        for schedule in contents.load.plannedSchedules {
            let due = now.applying(schedule.changes)
            defer { now = due }
            guard let old = now.features[key], let new = due.features[key] else { continue }
            func found(_ state: FeatureState) -> [ExposureFinding] {
                FeatureExposure.findings(from: now.exposed(old), to: due.exposed(new), state: state)
                    .filter { $0.effect == .widens }
            }
            let known = found(before)
            if let more = found(after).first(where: { !known.contains($0) }) { return (schedule, more) }
        }
        return nil
    }
}

/// The documents before and after a proposal, and each of them once what is scheduled has taken effect.
private struct Comparison {
    let before: DocumentSet
    let after: DocumentSet
    let states: [String: FeatureState]
    /// New key of a feature -> the one it had.
    let origins: [String: String]
    let beforeDue: DocumentSet
    let afterDue: DocumentSet

    init(
        before: DocumentSet, after: DocumentSet, states: [String: FeatureState], origins: [String: String],
        schedules: [Schedule]
    ) {
        self.before = before
        self.after = after
        self.states = states
        self.origins = origins
        let changes = schedules.flatMap(\.changes)
        beforeDue = before.applying(changes)
        afterDue = after.applying(changes)
    }

    func features(on documents: [DocumentID]) -> Set<String> {
        documents.reduce(into: []) { keys, id in
            guard let kind = DocumentKind(rawValue: id.kind) else { return }
            for set in [before, after, beforeDue, afterDue] { keys.formUnion(set.dependents(of: kind, id.key)) }
        }
    }

    /// What falls due later would do to a feature that is protected then, and has not been agreed to.
    func widening(of key: String) -> ExposureFinding? {
        guard let now = after.features[key], now.isProtected, let due = afterDue.features[key] else { return nil }
        let origin = origins[key] ?? key
        let state = states[origin]
        let findings = FeatureExposure.findings(from: after.exposed(now), to: afterDue.exposed(due), state: state)
        guard let widening = findings.first(where: { $0.effect == .widens }) else { return nil }
        // What the schedule comes to without the proposal was judged; with it, it comes to no more.
        if before.features[origin]?.isProtected == true, let agreed = beforeDue.features[origin] {
            let more = FeatureExposure.findings(
                from: beforeDue.exposed(agreed), to: afterDue.exposed(due), state: state)
            guard more.contains(where: { $0.effect == .widens }) else { return nil }
        }
        return widening
    }
}

extension DocumentSet {
    /// What cannot be read changes nothing: hosts go on with what they have.
    fileprivate func applying(_ changes: [DocumentChange]) -> DocumentSet {
        var set = self
        for change in changes {
            guard let kind = DocumentKind(rawValue: change.id.kind) else { continue }
            if let body = change.body {
                guard let document = Document.load(body: body, name: change.id.description).document else { continue }
                set.insert(document.content)
            } else {
                set.remove(kind, change.id.key)
            }
        }
        return set
    }
}
