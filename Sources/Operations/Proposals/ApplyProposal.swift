import FlagModel
package import FlagStore

/// Makes the change that enough people have approved.
package struct ApplyProposal: Operation {
    package var name: String
    /// Whose, if several people have used the name.
    package var author: String?

    package init(name: String, author: String? = nil) {
        self.name = name
        self.author = author
    }

    /// - Throws: an `OperationError` if it is not open, or not approved yet.
    package func plan(on store: any DocumentStore) async throws -> ApprovedChange {
        let review = try await ProposalBook.read(store).find(name, author: author)
        try review.requireOpen()
        guard review.status == .approved else {
            throw OperationError(
                .notApproved, review.name, "\(review.name) is \(review.status.words); nothing was changed",
                .approve(review.name))
        }
        return ApprovedChange(review: review)
    }
}

/// A proposal that enough people agreed to, ready to be performed.
package struct ApprovedChange: PerformablePlan {
    package let review: ProposalReview

    package struct Outcome: Sendable {
        package let receipt: Receipt
        /// If it takes effect later, Unix milliseconds.
        package let at: Int64?
    }

    /// The record has the reason that its author gave; the author's own name stands in the proposal.
    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> Outcome {
        let proposal = review.stored.proposal
        if let fault = review.fault {
            throw OperationError(.invalid, review.name, "\(fault); nothing was changed")
        }
        if let at = proposal.applyAt, at <= review.contents.load.now {
            throw OperationError(
                .notApproved, review.name,
                "\(review.name) was to take effect at \(Timestamp.text(at)), which has passed; nothing was changed",
                .proposeForAnotherTime(review.name))
        }
        // What may be shipped directly was said to be when it was proposed, and seen by those who approved it.
        let objections = (review.plan?.objections ?? []).filter { !$0.yieldsToShippingDirectly }
        if let objection = objections.first { throw objection.error }
        let overruled = review.plan?.objections.isEmpty == false
        var author = author
        author.reason = proposal.reason
        let attribution = try await author.attribution(
            in: store, marks: overruled ? [Objection.overruledMark] : [])
        do throws(StoreError) {
            return try await carryOut(proposal, in: store, by: attribution)
        } catch {
            switch error.code {
            case .conflict:
                throw OperationError(
                    .conflict, review.name, "\(review.name) is suspended, nothing was changed: \(error)",
                    .proposeAnew(Renewal(of: proposal, on: review.contents)))
            case .notApproved: throw OperationError(.notApproved, review.name, "\(error); nothing was changed")
            default: throw error
            }
        }
    }

    private func carryOut(
        _ proposal: Proposal, in store: any DocumentStore, by attribution: Attribution
    ) async throws(StoreError) -> Outcome {
        let warrant = Warrant(proposal: proposal.id)
        switch proposal.content {
        case .operation(let operation, let key):
            let receipt = try await store.apply(
                operation, to: key, schedule: nil, warrant: warrant, by: attribution)
            return Outcome(receipt: receipt, at: nil)
        case .documents(let changes, let move):
            let unchanged = changes.filter { review.contents.stored[$0.id]?.asItIs == $0 }
            var commit = Commit(changes, on: Set(unchanged.map(\.id)), moving: move, warrant: warrant)
            if let at = proposal.applyAt {
                commit.changes = []
                commit.schedule = Schedule(
                    id: attribution.commitID, at: at, purpose: .planned, changes: changes, attribution: attribution,
                    proposal: proposal.id)
            }
            return Outcome(receipt: try await store.commit(commit, by: attribution), at: proposal.applyAt)
        }
    }
}
