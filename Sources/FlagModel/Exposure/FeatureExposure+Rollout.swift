// The way that a candidate is to go. Nobody gets it before a rollout is started, which is a change of its own; what is
// looked at here is how far the next steps will reach.

extension FeatureExposure {
    var staged: [ExposureFinding] {
        guard old.rollout != new.rollout else { return [] }
        switch (old.rollout, new.rollout) {
        case (nil, nil): return []
        case (nil, let plan?):
            return [
                ExposureFinding(
                    .neutral, "\(plan.candidate) can be rolled out (\(plan.text)); nobody gets it before rollout start")
            ]
        case (let plan?, nil): return [ExposureFinding(.restricts, "the rollout of \(plan.candidate) is removed")]
        case (let before?, let after?):
            guard before.candidate == after.candidate else {
                return [
                    ExposureFinding(
                        .neutral,
                        "\(after.candidate) is rolled out instead of \(before.candidate) (\(after.text)); nobody gets "
                            + "it before rollout start")
                ]
            }
            guard before.stages != after.stages else { return [] }
            let larger = !after.isNoFaster(than: before)
            return [
                ExposureFinding(
                    larger ? .widens : .restricts,
                    "rollout stages \(larger ? "larger" : "smaller"): \(after.text) instead of \(before.text)")
            ]
        }
    }
}

extension RolloutPlan {
    /// `1% for 24h, 5% for 48h, 100%`.
    fileprivate var text: String {
        stages.map { stage in
            Share.text(stage.share) + (stage.duration.map { " for \(Quantities.text($0))" } ?? "")
        }.joined(separator: ", ")
    }

    /// Whether it gives, at every moment from its start on, at most what the other one gives.
    fileprivate func isNoFaster(than other: RolloutPlan) -> Bool {
        guard stages.count >= other.stages.count else { return false }
        return zip(stages, other.stages).enumerated().allSatisfy { index, pair in
            let (own, others) = pair
            guard own.share <= others.share else { return false }
            guard index < other.stages.count - 1 else { return true }
            guard let lasts = own.duration, let lasted = others.duration else { return own.duration == others.duration }
            return lasts >= lasted
        }
    }
}
