import FlagModel
import FlagStore

extension ChangePlan {
    /// The plan of a proposal where one person may have changed documents alone: others have to see what it comes to
    /// beside what was approved, not beside what that person made of it.
    package static func reviewed(_ proposal: WantedChange, on contents: NamespaceContents) -> ChangePlan {
        var plan = ChangePlan(proposal, on: contents)
        let concerned = proposal.documents.map(\.id) + proposal.deletions
        guard !contents.load.breakGlasses.isEmpty else { return plan }
        guard concerned.contains(where: contents.isUnderBreakGlass) else {
            // What stands on it goes back by itself, and then stands on this.
            plan.exposure.add(later: ChangePlan(proposal, on: contents.approved).exposure)
            return plan
        }
        var approved = ChangePlan(proposal, on: contents.approved)
        // Who only goes back to what was approved needs nobody.
        guard !approved.changes.isEmpty else { return plan }
        for index in approved.steps.indices {
            let id = approved.steps[index].change.id
            approved.steps[index].change.expected = contents.stored[id]?.revision ?? 0
            if approved.steps[index].effect == .unchanged,
                let step = plan.steps.first(where: { $0.change.id == id && $0.effect != .unchanged })
            {
                approved.steps[index].effect = step.effect
            }
        }
        // What stays as it is, is what is stored.
        approved.foundations = approved.foundations.compactMap { contents.stored[$0.id]?.asItIs }.filter { foundation in
            !approved.changes.contains { $0.id == foundation.id }
        }
        approved.overridesBreakGlass = true
        return approved
    }

    /// - Throws: an `OperationError` if one person cannot do it alone even for a while.
    func checkBreakGlass(on contents: NamespaceContents) throws(OperationError) {
        if overridesBreakGlass {
            let until = contents.load.breakGlasses.filter { glass in changes.contains { glass.concerns($0.id) } }
                .map(\.schedule.at).min()
            throw OperationError(
                .rule, "",
                "nothing was changed: one person has changed this alone already, and it goes back by itself"
                    + (until.map { " at \(Timestamp.text($0))" } ?? ""),
                .proposeInstead, .hint("A kill or withdrawal works at once."))
        }
        // Who could lift the protection alone could do everything else meanwhile, for good.
        let rules = exposure.subjects.filter { subject in
            subject.isProtected
                && subject.widening.contains {
                    subject.id.kind == DocumentKind.policy.rawValue || $0 == .unprotecting
                }
        }
        guard let rule = rules.first else { return }
        throw OperationError(
            .rule, rule.id.description,
            "nothing was changed: what protects others is not lifted by one person, not even for 60 minutes "
                + "(\(rule.id))",
            .proposeInstead)
    }

    /// What undoes the plan.
    func wayBack(on contents: NamespaceContents) -> [DocumentChange] {
        changes.map { change in
            let before = contents.stored[change.id]
            return DocumentChange(
                id: change.id, expected: 0, body: before?.body, digests: before?.digests ?? [:])
        }
    }
}
