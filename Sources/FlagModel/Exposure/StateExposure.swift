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
        let before = Dictionary(old.restrictions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.restrictions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for name in Set(before.keys).union(after.keys).sorted() {
            switch (before[name], after[name]) {
            case (nil, let added?): findings.append(ExposureFinding(.restricts, added.sentence))
            case (let lifted?, nil): findings.append(undoing.finding(of: lifted))
            default: break
            }
        }
        return findings + moved(from: old.rollout, to: new.rollout)
    }

    private struct Undoing {
        var now: Int64
        var isApproved: Bool

        func finding(of restriction: Restriction) -> ExposureFinding {
            let act = restriction.act
            let lifted = "\(restriction.name.words) by \(act.by.isEmpty ? "somebody" : act.by) is lifted"
            guard act.source.hasPrefix("guard:"), !restriction.isLocked else { return ExposureFinding(.widens, lifted) }
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

extension Restriction {
    /// Tells the restrictions of one state apart, in the order in which they are told.
    fileprivate struct Name: Hashable, Comparable {
        /// 0: the kill; 1: a withdrawal; 2: a trip.
        var rank: Int
        /// The variant, or the trip's id.
        var target: String

        var words: String {
            switch rank {
            case 0: "the kill"
            case 1: "the withdrawal of \(target)"
            default: "the trip \(target)"
            }
        }

        static func < (left: Name, right: Name) -> Bool { (left.rank, left.target) < (right.rank, right.target) }
    }

    fileprivate var name: Name {
        switch cause {
        case .killed: Name(rank: 0, target: "")
        case .withdrawn: Name(rank: 1, target: variant ?? "")
        case .tripped: Name(rank: 2, target: "\(guardName ?? "")/\(variant ?? FeatureState.wholeFeature)")
        }
    }

    /// The finding if it is added.
    fileprivate var sentence: String {
        switch cause {
        case .killed: "everyone gets the off variant"
        case .withdrawn: "\(variant ?? "") is withdrawn"
        case .tripped: "trip \(name.target)"
        }
    }
}
