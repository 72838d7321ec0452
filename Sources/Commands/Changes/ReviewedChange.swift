import ArgumentParser
import FlagModel
import FlagStore
import Operations

/// A planned change of documents on its way through a person's review: shown, checked, agreed to, performed.
struct ReviewedChange {
    /// More of a difference nobody reads before they agree.
    private static let shownLines = 100

    /// Do not ask.
    var yes: Bool
    var author: Authorship
    var output: OutputOptions

    /// For one more commit of the same command.
    var next: ReviewedChange {
        var next = self
        next.author = author.next
        return next
    }

    /// Shows what a change comes to. What is wrong with it goes to standard error.
    ///
    /// - Throws: a `Failure` if it cannot be performed, nothing having been changed.
    func show(_ change: PlannedChange) throws {
        let plan = change.plan
        for finding in plan.findings { StandardStreams.message(finding.description.withoutControls) }
        guard !plan.hasErrors else { throw Failure("nothing was changed: the documents have errors") }
        let styling = output.terminal.message
        let lines = plan.lines(styling: styling) + plan.exposure.lines(styling: styling)
        for line in lines.prefix(Self.shownLines) { StandardStreams.message(line) }
        if lines.count > Self.shownLines {
            StandardStreams.message("  … and \(lines.count - Self.shownLines) more lines: flagpost diff shows them all")
        }
        for notice in change.notices { StandardStreams.message("  \(notice.text)".withoutControls) }
        guard let last = change.objections.last else { return }
        for objection in change.objections.dropLast() { StandardStreams.message("flagpost: \(objection.text)") }
        throw Failure("\(last.text)\nnothing was changed")
    }

    /// - Throws: a `Failure`, `OperationError` or `StoreError` if nothing was changed or proposed.
    func carryOut(_ change: PlannedChange, in store: any DocumentStore, question: String) async throws -> ChangeOutcome
    {
        try await carryOut(change, change: change, in: store, question: question)
    }

    /// The same for a plan that a change of documents is part of.
    func carryOut<Plan: PerformablePlan>(
        _ plan: Plan, change: PlannedChange, in store: any DocumentStore, question: String
    ) async throws -> ChangeOutcome where Plan.Outcome == ChangeOutcome {
        try show(change)
        try change.check()
        guard change.course != .nothing else { return try await plan.perform(in: store, as: author) }
        var question = question
        switch change.course {
        case .breakGlass: BreakGlass.warn(on: output.terminal, "change")
        case .propose(let people):
            StandardStreams.message("  This takes \(people) people: it becomes a proposal, and nothing changes yet.")
            question = "Propose this?"
        case .nothing, .commit, .schedule: break
        }
        guard yes || !output.terminal.canAsk || StandardStreams.confirm(question) else {
            throw Failure("nothing was changed")
        }
        return try await plan.perform(in: store, as: author)
    }

    /// Shows what a change comes to, and ends as performing it would, as far as that is known without writing.
    ///
    /// - Throws: a `Failure` or `OperationError` if it would be refused, `ExitCode(3)` if it would wait for others.
    func tryOut(_ change: PlannedChange, in store: any DocumentStore) async throws {
        let json = change.untouched.json(in: store)
        do {
            try show(change)
            try await change.check(in: store, as: author)
        } catch {
            if output.output != .text, !change.plan.hasErrors { output.print(json) { [] } }
            throw error
        }
        output.print(json) {
            switch change.course {
            case .nothing: ["nothing to change"]
            case .propose(let people): ["dry run: nothing was changed; \(people) people would have to agree"]
            case .commit, .schedule, .breakGlass: ["dry run: nothing was changed"]
            }
        }
        if case .propose = change.course { throw ExitCode(ExitStatus.proposed) }
    }

    /// Prints what it came to.
    ///
    /// - Parameter verb: `applied`.
    /// - Throws: `ExitCode(3)` if it waits for approval.
    func answer(_ outcome: ChangeOutcome, _ verb: String, in store: any DocumentStore) throws {
        output.print(outcome.json(in: store)) { outcome.lines(verb, on: output.terminal) }
        try outcome.conclude()
    }
}

extension ReviewedChange {
    init(options: ReviewOptions, output: OutputOptions) {
        self.init(yes: options.yes, author: options.record.author, output: output)
    }
}

extension ChangeNotice {
    fileprivate var text: String {
        switch self {
        case .changedAlone(let id, isShownBesideApproved: true):
            "\(id) was changed by one person alone; this is shown beside what was approved"
        case .changedAlone(let id, isShownBesideApproved: false):
            "\(id) was changed by one person alone; this takes it back to what was approved"
        case .callsOff(let schedule):
            "calls off: the change of \(schedule.changes.map(\.id.description).joined(separator: ", ")) planned for "
                + Timestamp.text(schedule.at)
        }
    }
}
