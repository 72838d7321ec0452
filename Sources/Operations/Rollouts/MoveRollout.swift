package import FlagModel
package import FlagStore

/// A change of a rollout, ready to be shown and performed.
package struct PlannedRolloutChange: PerformablePlan {
    package let change: PlannedStateChange
    /// Where the rollout stood.
    package let position: RolloutPosition
    /// The declared stage that it is taken to.
    package var stage: RolloutPlan.Stage?

    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> StateOutcome {
        try await change.perform(in: store, as: author)
    }
}

/// Begins a rollout with a declared stage.
package struct StartRollout: Operation {
    package var key: String
    /// Counted from 1.
    package var stage: Int
    package var approval: ApprovalTerms

    package init(key: String, stage: Int = 1, approval: ApprovalTerms = ApprovalTerms()) {
        self.key = key
        self.stage = stage
        self.approval = approval
    }

    package func plan(on store: any DocumentStore) async throws -> PlannedRolloutChange {
        let contents = try await NamespaceContents.read(store)
        let position = try await RolloutPosition.find(key, contents: contents, in: store)
        if let rollout = position.rollout {
            throw OperationError(
                .held, key,
                "a rollout of \(key) is under way: \(rollout.candidate) at \(Share.text(rollout.share))",
                .promoteOrRollBack(key))
        }
        let plan = try position.declaredPlan()
        guard plan.stages.indices.contains(stage - 1) else {
            throw OperationError(
                .unknown, key, "the rollout of \(key) has \(plan.stages.count) stages, there is no stage \(stage)")
        }
        // Each rollout draws its own users.
        let id = String(UInt64.random(in: .min ... .max), radix: 16)
        return try await position.step(
            to: plan.stages[stage - 1], of: plan, beginning: id, approval: approval, contents: contents, in: store)
    }
}

/// Takes a rollout to its next declared stage. Stages are taken one by one; none is skipped.
package struct PromoteRollout: Operation {
    package var key: String
    /// The stage that is expected to come next, counted from 1.
    package var expected: Int?
    package var approval: ApprovalTerms

    package init(key: String, expecting expected: Int? = nil, approval: ApprovalTerms = ApprovalTerms()) {
        self.key = key
        self.expected = expected
        self.approval = approval
    }

    package func plan(on store: any DocumentStore) async throws -> PlannedRolloutChange {
        let contents = try await NamespaceContents.read(store)
        let position = try await RolloutPosition.find(key, contents: contents, in: store)
        guard let rollout = position.rollout else {
            throw OperationError(.unknown, key, "no rollout of \(key) is under way", .startRollout(key))
        }
        let plan = try position.declaredPlan()
        guard plan.candidate == rollout.candidate else {
            throw OperationError(
                .conflict, key,
                "the rollout under way is of \(rollout.candidate), the document declares \(plan.candidate)",
                .rollBack(key))
        }
        guard let next = position.nextStage else {
            throw OperationError(.rule, key, "the last stage of \(key) is in force: \(Share.text(rollout.share))")
        }
        guard expected ?? next + 1 == next + 1 else {
            throw OperationError(
                .rule, key,
                "the next stage of \(key) is \(next + 1) (\(Share.text(plan.stages[next].share))); stages are not skipped"
            )
        }
        return try await position.step(
            to: plan.stages[next], of: plan, beginning: rollout.id, approval: approval, contents: contents, in: store)
    }
}

/// Lets a paused rollout go on. No stage is taken by this.
package struct ResumeRollout: Operation {
    package var key: String
    package var approval: ApprovalTerms

    package init(key: String, approval: ApprovalTerms = ApprovalTerms()) {
        self.key = key
        self.approval = approval
    }

    package func plan(on store: any DocumentStore) async throws -> PlannedRolloutChange {
        let contents = try await NamespaceContents.read(store)
        let position = try await RolloutPosition.find(key, contents: contents, in: store)
        try position.requireRollout()
        let change = try await PlannedStateChange.widening(
            .resume(expected: position.revision), on: key, variant: position.candidate, setting: .rollout,
            approval: approval, contents: contents, in: store)
        return PlannedRolloutChange(change: change, position: position)
    }
}

extension RolloutPosition {
    /// The plan that brings the candidate to a declared stage.
    ///
    /// - Parameter id: of the rollout, if it begins.
    fileprivate func step(
        to stage: RolloutPlan.Stage, of plan: RolloutPlan, beginning id: String, approval: ApprovalTerms,
        contents: NamespaceContents, in store: any DocumentStore
    ) async throws -> PlannedRolloutChange {
        let id = rollout?.id ?? id
        let operation = StateOperation.stage(
            StateOperation.RolloutStep(
                id: id, candidate: plan.candidate, digest: digests[plan.candidate] ?? "",
                salt: rollout?.salt ?? "\(key)/\(id)", share: stage.share),
            expected: revision)
        var change = try await PlannedStateChange.widening(
            operation, on: key, variant: candidate, setting: .rollout, approval: approval, contents: contents, in: store
        )
        if let warning = impatience(now: contents.load.now) { change.warnings = [warning] }
        return PlannedRolloutChange(change: change, position: self, stage: stage)
    }

    /// If the stage in force was declared to last longer than it has.
    private func impatience(now: Int64) -> String? {
        guard rollout?.paused == false, restriction == nil, let current = currentStage,
            let stage = plan?.stages[current],
            let declared = stage.duration, let since = rollout?.stages.last?.since
        else { return nil }
        let lasted = Double(now - since)
        let milliseconds = Double(declared.components.seconds) * 1_000
        guard lasted < milliseconds else { return nil }
        return "\(Share.text(stage.share)) is declared to last \(Milliseconds.text(milliseconds)), and has lasted "
            + Milliseconds.text(max(0, lasted))
    }
}
