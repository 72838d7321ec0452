import ArgumentParser
import FlagModel
import FlagStore

/// A proposal on its way through a person's review: shown, checked, agreed to, and then committed, or put up for others
/// to approve.
struct ReviewedChange {
    /// Do not ask.
    var yes: Bool
    var reason: String
    var onBehalfOf: String?
    var shipsDirectly = false
    var approval: ApprovalOptions
    /// When it is to take effect; `nil`: now.
    var at: MomentArgument?
    var output: OutputOptions

    /// Shows what a proposal comes to. What is wrong with it goes to standard error.
    ///
    /// - Throws: a `Failure` where it cannot be carried out, nothing having been changed.
    func review(_ proposal: ChangeProposal, on contents: NamespaceContents) throws -> ChangePlan {
        let plan = ChangePlan.reviewed(proposal, on: contents)
        for finding in plan.findings { StandardStreams.message(finding.description.withoutControls) }
        guard !plan.hasErrors else { throw Failure("nothing was changed: the documents have errors") }
        let styling = output.terminal.message
        for line in plan.lines(styling: styling) + plan.exposure.lines(styling: styling) {
            StandardStreams.message(line)
        }
        for id in plan.changes.map(\.id) where contents.isUnderBreakGlass(id) {
            StandardStreams.message(
                plan.overridesBreakGlass
                    ? "  \(id) was changed by one person alone; this is shown beside what was approved"
                    : "  \(id) was changed by one person alone; this takes it back to what was approved")
        }
        let changed = Set(plan.changes.map(\.id))
        for schedule in contents.load.plannedSchedules
        where schedule.changes.contains(where: { changed.contains($0.id) }) {
            let documents = schedule.changes.map(\.id.description).joined(separator: ", ")
            StandardStreams.message(
                "  calls off: the change of \(documents) planned for \(Timestamp.text(schedule.at))".withoutControls)
        }
        return plan
    }

    /// - Throws: a `Failure` where nothing was changed or proposed.
    func carryOut(
        _ proposal: ChangeProposal, on contents: NamespaceContents, in store: any DocumentStore, question: String
    ) async throws -> Outcome {
        var contents = contents
        contents.takenByAgreement = try await ReturningFeatures.find(proposal, in: contents, store)
        let plan = try review(proposal, on: contents)
        try ChangeCommit(plan: plan, reason: reason, shipsDirectly: shipsDirectly).check()
        guard !plan.changes.isEmpty else { return Outcome(plan: plan, changed: false, lineage: contents.load.lineage) }
        let waits = plan.needsApproval || approval.edit != nil
        let people = contents.peopleNeeded
        if approval.breakGlass, waits {
            try plan.checkBreakGlass(on: contents)
            StandardStreams.message(
                output.terminal.message("BREAK-GLASS", .red)
                    + ": you alone change this, at once, for 60 minutes; then it goes back by itself. It is on record, "
                    + "and every agent alarms.")
        } else if waits {
            StandardStreams.message("  This takes \(people) people: it becomes a proposal, and nothing changes yet.")
        }
        guard
            yes || !output.terminal.canAsk
                || StandardStreams.confirm(approval.breakGlass || !waits ? question : "Propose this?")
        else { throw Failure("nothing was changed") }
        let moment = try await moment(in: store)
        if waits, !approval.breakGlass {
            let waiting = try await newProposal(of: plan, at: moment).put(in: store)
            return Outcome(
                plan: plan, changed: false, lineage: contents.load.lineage,
                proposed: ProposedAnswer(waiting, people: people, in: store))
        }
        let commit = ChangeCommit(
            plan: plan, reason: reason, onBehalfOf: onBehalfOf, shipsDirectly: shipsDirectly,
            way: waits ? .breakGlass(back: plan.wayBack(on: contents)) : moment.map(ChangeCommit.Way.later) ?? .now)
        let (receipt, schedule) = try await commit.carryOut(in: store)
        return Outcome(plan: plan, changed: receipt.changed, lineage: receipt.lineage, schedule: schedule)
    }

    func moment(in store: any DocumentStore) async throws -> Int64? {
        guard let at else { return nil }
        let now = try await PatientStore(store: store).now()
        let moment = at.moment(now: now)
        guard moment > now else { throw Failure("nothing was changed: \(Timestamp.text(moment)) has passed") }
        guard moment - now <= StoreLimits.scheduleMilliseconds else {
            throw Failure(
                "nothing was changed: \(Timestamp.text(moment)) is more than "
                    + "\(StoreLimits.scheduleMilliseconds / 86_400_000) days ahead")
        }
        return moment
    }

    func newProposal(of plan: ChangePlan, at moment: Int64?) -> NewProposal {
        // What it stands on has to stay as it is, too; of a change with a date it is not known that far ahead.
        NewProposal(
            content: .documents(plan.changes + (moment == nil ? plan.foundations : []), move: plan.move),
            reason: reason, onBehalfOf: onBehalfOf, applyAt: moment, options: approval)
    }

    /// Prints what it came to.
    ///
    /// - Parameter verb: `applied`.
    /// - Throws: `ExitCode(3)` where it waits for approval.
    func answer(_ outcome: Outcome, _ verb: String, in store: any DocumentStore) throws {
        output.print(outcome.json(in: store)) { outcome.lines(verb, on: output.terminal) }
        try outcome.conclude()
    }
}

extension ReviewedChange {
    init(options: ReviewOptions, at: MomentArgument? = nil, output: OutputOptions) {
        self.init(
            yes: options.yes, reason: options.reason, onBehalfOf: options.onBehalfOf,
            shipsDirectly: options.shipDirectly, approval: options.approval, at: at, output: output)
    }
}
