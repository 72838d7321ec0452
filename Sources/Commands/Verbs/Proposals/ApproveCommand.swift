import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct ApproveCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Agree to what somebody else proposed.",
        discussion: """
            Shows what would change and asks. Where enough people agree by it the change is made at once, if you may make \
            it; otherwise it is said who can. Where the change fails (exit status 1) the approval stands all the same. What \
            was edited afterwards has to be approved again.

              flagpost approve k3f9ap --reason "looked at the numbers of the canary"
            """)

    @OptionGroup var vote: VoteOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let review = try await vote.cast(.approve, in: store, output: output)
            let id = review.stored.proposal.id
            let now = try await ProposalBook.read(store).find(id.name, author: id.author)
            var lines = ["approved \(id.name): \(now.status.words)".withoutControls]
            var json: [String: JSONValue] = ["approved": .string(id.name), "applied": false]
            var failed = false
            if now.status == .approved {
                do {
                    let outcome = try await ApplyProposal(name: id.name, author: id.author).plan(on: store)
                        .perform(in: store, as: vote.reason.author)
                    lines = ["approved \(id.name)", outcome.line(of: now)]
                    json["applied"] = true
                    json["revision"] = .integer(Int64(clamping: outcome.receipt.lineage.revision))
                } catch let error as StoreError where error.isMissingRight {
                    // Redis's own words would read as if the vote had failed.
                    lines = [
                        "approved \(id.name): enough people agree",
                        "  not applied yet, since you may approve and not change documents; somebody with the role operator "
                            + "does it, its author say: flagpost proposals apply \(id.name)",
                    ]
                } catch {
                    let (why, isUnknown) = reason(error, in: store)
                    lines.append("  \(isUnknown ? "whether it was applied is not known" : "not applied"): \(why)")
                    json["why"] = .string(why)
                    failed = true
                }
            }
            if store.isEmbedded { lines.append(Practice.note) }
            json["proposal"] = try await ProposalBook.read(store).find(id.name, author: id.author).answer
            json["practice"] = .bool(store.isEmbedded)
            output.print(.object(json)) { lines }
            if failed { throw ExitCode(ExitStatus.failed) }
        }
    }

    /// Why the change was not made, and whether that is not even certain.
    private func reason(_ error: any Error, in store: any DocumentStore) -> (why: String, isUnknown: Bool) {
        switch error {
        case let error as StoreError:
            (error.reason(besides: store.location).withoutControls, error.code == .unavailable)
        case let error as OperationError: ("\(Failure(error))", false)
        default: ("\(error)", false)
        }
    }
}

extension ApprovedChange.Outcome {
    /// What its approval came to.
    func line(of review: ProposalReview) -> String {
        let summaries = review.stored.proposal.summaries.joined(separator: ", ").withoutControls
        let revision = receipt.lineage.revision
        guard let at else { return "applied \(review.name) at revision \(revision): \(summaries)" }
        return "scheduled \(review.name) for \(Timestamp.text(at)) (revision \(revision)): \(summaries)"
    }
}
