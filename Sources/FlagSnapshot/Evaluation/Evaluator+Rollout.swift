extension Evaluator {
    /// Who reached the route's last entry: the candidate for the low end of the rollout's own range, what the entry
    /// gives for the rest. So stages nest: a growing share takes units in and moves none back.
    ///
    /// - Parameter choice: what the entry gives.
    @inline(never)
    func rollout(of feature: FeatureRecord, over choice: Choice, context: LogicContext) -> Choice? {
        guard let rollout = feature.rollout, let salt = rollout.salt, let bucketBy = feature.bucketBy,
            let share = rollout.share(at: beginning(bucketBy: bucketBy, context: context)),
            share <= RecordLayout.totalWeight
        else { return nil }
        let bucketed = bucketed(by: bucketBy, context: context)
        guard bucketed.count > 0 else { return Choice(variant: feature.baseline, reason: .default) }
        let bucket = bucket(salt: salt, unit: bucketed, context.bucketing)
        if bucket < share { return Choice(variant: rollout.candidate, reason: .split, arm: .treatment) }
        // As many at the high end, so that both sides of the comparison are of one size.
        let isControl = bucket >= RecordLayout.totalWeight &- share && choice.variant == feature.baseline
        return Choice(variant: choice.variant, reason: .split, arm: isControl ? .control : .none)
    }

    /// When the session began by which the feature buckets: a conversation keeps the stage it began in. `nil` where the
    /// stage in force counts.
    private func beginning(bucketBy: Bytes, context: LogicContext) -> Int64? {
        guard bucketBy.isEqual("session") else { return nil }
        switch context.attributes.value(of: Bytes("session_started_at")) {
        case .number(let seconds): if let start = SessionStart.of(unixSeconds: seconds) { return start }
        case .string(let text): if let start = RFC3339.unixMilliseconds(text) { return start }
        default: break
        }
        guard case .string(let session) = context.attributes.value(of: bucketBy) else { return nil }
        return SessionStart.of(uuid: session) ?? SessionStart.of(ulid: session)
    }
}
