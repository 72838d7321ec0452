// What a change of a feature's state does to who gets what.

/// Two states of one feature, or of the namespace, compared.
package enum StateExposure {
    /// For how long one person may undo what a machine did, in milliseconds: 24 hours.
    package static let machineUndoMilliseconds: Int64 = 24 * 3_600_000

    /// - Parameters:
    ///   - now: the store's clock, Unix milliseconds.
    ///   - isApproved: whether what is served once a trip is undone was approved: no change that one person made alone
    ///     is in force.
    package static func findings(
        from old: FeatureState, to new: FeatureState, now: Int64, isApproved: Bool = true
    ) -> [ExposureFinding] {
        let undoing = Undoing(now: now, isApproved: isApproved)
        var findings: [ExposureFinding] = []
        switch (old.kill, new.kill) {
        case (nil, .some): findings.append(ExposureFinding(.restricts, "everyone gets the off variant"))
        case (let act?, nil): findings.append(undoing.finding(of: act, "the kill", isLocked: false))
        default: break
        }
        for variant in Set(old.withdrawn.keys).union(new.withdrawn.keys).sorted() {
            switch (old.withdrawn[variant], new.withdrawn[variant]) {
            case (nil, .some): findings.append(ExposureFinding(.restricts, "\(variant) is withdrawn"))
            case (let withdrawal?, nil):
                findings.append(
                    undoing.finding(of: withdrawal.act, "the withdrawal of \(variant)", isLocked: withdrawal.locked))
            default: break
            }
        }
        for id in Set(old.trips.keys).union(new.trips.keys).sorted() {
            switch (old.trips[id], new.trips[id]) {
            case (nil, .some): findings.append(ExposureFinding(.restricts, "trip \(id)"))
            case (let trip?, nil):
                findings.append(undoing.finding(of: trip.act, "the trip \(id)", isLocked: trip.locked))
            default: break
            }
        }
        return findings + moved(from: old.rollout, to: new.rollout)
    }

    private struct Undoing {
        var now: Int64
        var isApproved: Bool

        /// - Parameter what: `the kill`.
        func finding(of act: FeatureState.Act, _ what: String, isLocked: Bool) -> ExposureFinding {
            let lifted = "\(what) by \(act.by.isEmpty ? "somebody" : act.by) is lifted"
            guard act.source.hasPrefix("guard:"), !isLocked else { return ExposureFinding(.widens, lifted) }
            guard isApproved else {
                return ExposureFinding(.widens, "\(lifted), while what it serves was changed by one person alone")
            }
            // A time ahead of now, or none, tells nothing.
            let age = now - act.at
            guard act.at > 0, (0...StateExposure.machineUndoMilliseconds).contains(age) else {
                return ExposureFinding(.widens, "\(lifted), more than 24 hours after it")
            }
            return ExposureFinding(.neutral, "\(lifted) within 24 hours")
        }
    }

    private static func moved(
        from old: FeatureState.Rollout?, to new: FeatureState.Rollout?
    ) -> [ExposureFinding] {
        guard old != new else { return [] }
        guard let new else {
            return [ExposureFinding(.restricts, "nobody gets \(old?.candidate ?? "the candidate") by a rollout")]
        }
        let before = old?.candidate == new.candidate ? old?.share ?? 0 : 0
        var findings: [ExposureFinding] = []
        if new.share != before {
            findings.append(
                ExposureFinding(
                    new.share > before ? .widens : .restricts,
                    "\(new.candidate) gets \(Share.text(new.share)) of users instead of \(Share.text(before))"))
        }
        if let old, old.paused != new.paused {
            findings.append(
                new.paused
                    ? ExposureFinding(.restricts, "the rollout of \(new.candidate) is paused")
                    : ExposureFinding(.widens, "the rollout of \(new.candidate) may go on"))
        }
        // Others than before, by another draw.
        if findings.isEmpty { findings.append(ExposureFinding(.widens, "the rollout of \(new.candidate) is another")) }
        return findings
    }
}
