import ArgumentParser
import FlagModel
import FlagStore

extension ReviewedChange {
    /// Shows what a proposal comes to, and ends as carrying it out would, as far as that is known without writing.
    ///
    /// - Throws: a `Failure` where it would be refused, `ExitCode(3)` where it would wait for others.
    func tryOut(
        _ proposal: ChangeProposal, on contents: NamespaceContents, in store: any DocumentStore
    ) async throws {
        var contents = contents
        contents.takenByAgreement = try await ReturningFeatures.find(proposal, in: contents, store)
        let plan = try review(proposal, on: contents)
        let json = Outcome(plan: plan, changed: false, lineage: contents.load.lineage).json(in: store)
        let waits: Bool
        do {
            waits = try await wouldWait(plan, on: contents, in: store)
        } catch let failure as Failure {
            if output.output != .text { output.print(json) { [] } }
            throw failure
        }
        output.print(json) {
            if plan.isEmpty { return ["nothing to change"] }
            guard waits else { return ["dry run: nothing was changed"] }
            return ["dry run: nothing was changed; \(contents.peopleNeeded) people would have to agree"]
        }
        if waits { throw ExitCode(ExitStatus.proposed) }
    }

    /// - Throws: a `Failure` where it would be refused.
    private func wouldWait(
        _ plan: ChangePlan, on contents: NamespaceContents, in store: any DocumentStore
    ) async throws -> Bool {
        try ChangeCommit(plan: plan, reason: reason, shipsDirectly: shipsDirectly).check()
        guard !plan.isEmpty else { return false }
        let moment = try await moment(in: store)
        guard plan.needsApproval || approval.edit != nil else { return false }
        if approval.breakGlass {
            try plan.checkBreakGlass(on: contents)
            return false
        }
        try await newProposal(of: plan, at: moment).check(in: store)
        return true
    }
}
