import FlagModel
import FlagStore

/// A proposal that enough people agreed to, carried out.
struct ApprovedChange {
    var review: ProposalReview
    var onBehalfOf: String?

    struct Result {
        var receipt: Receipt
        /// Where it takes effect later.
        var at: Int64?
    }

    /// - Throws: a `Failure` or a `StoreError`, nothing having been changed.
    func carryOut(in store: any DocumentStore) async throws -> Result {
        let proposal = review.stored.proposal
        if let fault = review.fault { throw Failure("\(fault); nothing was changed") }
        if let at = proposal.applyAt, at <= review.contents.load.now {
            throw Failure(
                "\(review.name) was to take effect at \(Timestamp.text(at)), which has passed; nothing was changed",
                advice: "Its author gives it another time: flagpost apply -f FILE --reason TEXT --at TIME "
                    + "--edit \(review.name)")
        }
        // What may be shipped directly was said to be when it was proposed, and seen by those who approved it.
        let objections = (review.plan?.objections ?? []).filter { !$0.yieldsToShippingDirectly }
        if let objection = objections.first { throw Failure("\(objection)\nnothing was changed") }
        let patient = PatientStore(store: store)
        let overruled = review.plan?.objections.isEmpty == false
        let attribution = try await patient.attribution(
            reason: proposal.reason, onBehalfOf: onBehalfOf, source: overruled ? "cli --ship-directly" : "cli")
        let warrant = Warrant(proposal: proposal.id)
        do throws(StoreError) {
            switch proposal.content {
            case .operation(let operation, let key):
                return Result(
                    receipt: try await patient.apply(operation, to: key, warrant: warrant, by: attribution), at: nil)
            case .documents(let changes, let move):
                let unchanged = changes.filter { review.contents.stored[$0.id]?.asItIs == $0 }
                var commit = Commit(changes, on: Set(unchanged.map(\.id)), moving: move, warrant: warrant)
                if let at = proposal.applyAt {
                    commit.changes = []
                    commit.schedule = Schedule(
                        id: attribution.commitID, at: at, purpose: .planned, changes: changes,
                        attribution: attribution, proposal: proposal.id)
                }
                return Result(receipt: try await patient.commit(commit, by: attribution), at: proposal.applyAt)
            }
        } catch {
            switch error.code {
            case .conflict:
                throw Failure(
                    "\(review.name) is suspended, nothing was changed: \(error)",
                    advice: "Its author proposes it anew on what is there now: "
                        + AdvisedCommand.renewal(of: proposal, on: review.contents))
            case .notApproved: throw Failure("\(error); nothing was changed")
            default: throw error
            }
        }
    }

    static func line(_ review: ProposalReview, _ result: Result) -> String {
        let summaries = review.stored.proposal.summaries.joined(separator: ", ").withoutControls
        if let at = result.at {
            return "scheduled \(review.name) for \(Timestamp.text(at)) (revision \(result.receipt.lineage.revision)): "
                + summaries
        }
        return "applied \(review.name) at revision \(result.receipt.lineage.revision): \(summaries)"
    }
}
