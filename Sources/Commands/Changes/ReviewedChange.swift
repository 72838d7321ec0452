import FlagModel
import FlagStore

/// A proposal on its way through a person's review: shown, checked, agreed to, committed.
struct ReviewedChange {
    var options: ReviewOptions
    var output: OutputOptions

    struct Outcome {
        var plan: ChangePlan
        var changed: Bool
        var lineage: Lineage

        /// `applied 3 documents at revision 7`, or that there was nothing to do.
        func line(_ verb: String) -> String {
            guard changed else { return "nothing to change" }
            let count = plan.changes.count
            return "\(verb) \(count) \(count == 1 ? "document" : "documents") at revision \(lineage.revision)"
        }

        func json(in store: any DocumentStore) -> JSONValue {
            [
                "changed": .bool(changed), "revision": .integer(Int64(clamping: lineage.revision)),
                "documents": plan.json, "objections": plan.objectionsJSON, "store": .string(store.location),
                "namespace": .string(store.namespace),
            ]
        }
    }

    /// Shows what a proposal comes to. What is wrong with it goes to standard error.
    ///
    /// - Throws: a `Failure` where it cannot be carried out, nothing having been changed.
    func review(_ proposal: ChangeProposal, on contents: NamespaceContents) throws -> ChangePlan {
        let plan = ChangePlan(proposal, on: contents)
        for finding in plan.findings { StandardStreams.message(finding.description.withoutControls) }
        guard !plan.hasErrors else { throw Failure("nothing was changed: the documents have errors") }
        for line in plan.lines(styling: output.terminal.message) { StandardStreams.message(line) }
        return plan
    }

    func carryOut(
        _ proposal: ChangeProposal, on contents: NamespaceContents, in store: any DocumentStore, question: String
    ) async throws -> Outcome {
        let plan = try review(proposal, on: contents)
        let commit = ChangeCommit(
            plan: plan, reason: options.reason, onBehalfOf: options.onBehalfOf,
            shipsDirectly: options.shipDirectly)
        try commit.check()
        guard !plan.changes.isEmpty else {
            return Outcome(plan: plan, changed: false, lineage: contents.load.lineage)
        }
        guard options.yes || !output.terminal.canAsk || StandardStreams.confirm(question) else {
            throw Failure("nothing was changed")
        }
        let receipt = try await commit.run(in: store)
        return Outcome(plan: plan, changed: receipt.changed, lineage: receipt.lineage)
    }
}
