import FlagModel
package import FlagStore

/// A change of documents, ready to be shown and performed.
package struct PlannedChange: PerformablePlan {
    package let plan: ChangePlan
    package let contents: NamespaceContents
    package let terms: ChangeTerms
    /// When it takes effect, Unix milliseconds of the store's clock; `nil`: at once.
    package let moment: Int64?
    package let course: Course

    init(_ plan: ChangePlan, on contents: NamespaceContents, terms: ChangeTerms) {
        self.plan = plan
        self.contents = contents
        self.terms = terms
        moment =
            switch terms.time {
            case .at(let moment): moment
            case .after(let milliseconds): contents.load.now + milliseconds
            case nil: nil
            }
        let waits = plan.needsApproval || terms.approval.edit != nil
        course =
            if plan.isEmpty {
                .nothing
            } else if waits {
                terms.approval.breakGlass ? .breakGlass : .propose(people: contents.peopleNeeded)
            } else {
                moment.map(Course.schedule) ?? .commit
            }
    }

    /// What the rules have against it, and its author has not overruled.
    package var objections: [Objection] {
        plan.objections.filter { !(terms.shipsDirectly && $0.yieldsToShippingDirectly) }
    }

    /// What a person should know beside the difference.
    package var notices: [ChangeNotice] {
        let changed = Set(plan.changes.map(\.id))
        return plan.changes.map(\.id).filter(contents.isUnderBreakGlass).map {
            .changedAlone($0, isShownBesideApproved: plan.overridesBreakGlass)
        }
            + contents.load.plannedSchedules.filter { $0.changes.contains { changed.contains($0.id) } }.map {
                .callsOff($0)
            }
    }

    /// - Throws: an `OperationError` if it cannot be performed.
    package func check() throws(OperationError) {
        guard !plan.hasErrors else {
            throw OperationError(.invalid, "", "nothing was changed: the documents have errors")
        }
        if let objection = objections.first { throw objection.error }
        guard course != .nothing else { return }
        try checkMoment()
        if case .breakGlass = course { try plan.checkBreakGlass(on: contents) }
    }

    /// The same, with what can only be learned from the store: as far as that is known without writing.
    package func check(in store: any DocumentStore, as author: Authorship) async throws {
        try check()
        if case .propose = course { try await newProposal.check(in: store, as: author) }
    }

    /// What it comes to if nothing is written.
    package var untouched: ChangeOutcome {
        ChangeOutcome(plan: plan, changed: false, lineage: contents.load.lineage)
    }

    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> ChangeOutcome {
        try check()
        switch course {
        case .nothing: return untouched
        case .propose(let people):
            let proposal = try await newProposal.put(in: store, as: author)
            return ChangeOutcome(
                plan: plan, changed: false, lineage: contents.load.lineage,
                proposed: ProposedChange(proposal, people: people, in: store))
        case .commit, .schedule, .breakGlass:
            let (receipt, schedule) = try await commit(to: store, as: author)
            return ChangeOutcome(plan: plan, changed: receipt.changed, lineage: receipt.lineage, schedule: schedule)
        }
    }
}

/// What a person should know before they agree to a change.
package enum ChangeNotice: Sendable, Equatable {
    /// One person changed the document alone. Either this change is shown beside what was approved, or it takes the
    /// document back to that.
    case changedAlone(DocumentID, isShownBesideApproved: Bool)
    /// A planned change of the same document is called off by this one.
    case callsOff(Schedule)
}

/// What a change of documents came to.
package struct ChangeOutcome: Sendable {
    package var plan: ChangePlan
    /// Whether the store holds it now.
    package var changed: Bool
    package var lineage: Lineage
    /// If it waits for others.
    package var proposed: ProposedChange?
    /// If it takes effect later, or goes back later.
    package var schedule: Schedule?
}

extension PlannedChange {
    private func checkMoment() throws(OperationError) {
        guard let moment else { return }
        let now = contents.load.now
        guard moment > now else {
            throw OperationError(.invalid, "", "nothing was changed: \(Timestamp.text(moment)) has passed")
        }
        guard moment - now <= StoreLimits.scheduleMilliseconds else {
            throw OperationError(
                .invalid, "",
                "nothing was changed: \(Timestamp.text(moment)) is more than "
                    + "\(StoreLimits.scheduleMilliseconds / 86_400_000) days ahead")
        }
    }

    private var newProposal: NewProposal {
        // What it stands on has to stay as it is, too; of a change with a date it is not known that far ahead.
        NewProposal(
            content: .documents(plan.changes + (moment == nil ? plan.foundations : []), move: plan.move),
            applyAt: moment, terms: terms.approval)
    }

    private var marks: [String] {
        (course == .breakGlass ? [BreakGlass.mark] : []) + (terms.shipsDirectly ? [Objection.overruledMark] : [])
    }

    private func commit(
        to store: any DocumentStore, as author: Authorship
    ) async throws -> (receipt: Receipt, schedule: Schedule?) {
        do throws(StoreError) {
            let attribution = try await author.attribution(in: store, marks: marks)
            var commit = Commit(
                plan.changes + plan.foundations, on: Set(plan.foundations.map(\.id)), moving: plan.move)
            if case .schedule(let moment) = course {
                // A schedule comes alone, so what it stands on is not compared by the store; as well as can be, it is here.
                let load = try await store.load(since: nil)
                guard plan.overtaken(by: load.documents).isEmpty else {
                    throw StoreError(.conflict, "what the change stands on is another by now")
                }
                commit = Commit(
                    [], moving: plan.move,
                    schedule: Schedule(
                        id: attribution.commitID, at: moment, purpose: .planned, changes: plan.changes,
                        attribution: attribution))
            } else if course == .breakGlass {
                commit.schedule =
                    BreakGlass(
                        bringingBack: plan.wayBack(on: contents), now: try await store.now(), by: attribution
                    ).schedule
            }
            return (try await store.commit(commit, by: attribution), commit.schedule)
        } catch {
            throw try await explained(error, in: store)
        }
    }

    private func explained(_ error: StoreError, in store: any DocumentStore) async throws -> any Error {
        guard error.code == .conflict else { return error }
        let load = try await store.load(since: nil)
        let overtaken = plan.overtaken(by: load.documents).map { id, seen, now in
            "\(id) is \(now == 0 ? "deleted" : "at revision \(now)"), you saw "
                + (seen == 0 ? "none" : "revision \(seen)")
        }
        return OperationError(
            .conflict, "",
            "nothing was changed: somebody changed what you were shown"
                + (overtaken.isEmpty ? "" : " (\(overtaken.joined(separator: "; ")))"), .compareAgain)
    }
}
