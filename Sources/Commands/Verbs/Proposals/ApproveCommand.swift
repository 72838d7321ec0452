import ArgumentParser
import FlagModel
import FlagStore

struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Agree to what somebody else proposed.",
        discussion: """
            Shows what would change and asks. Where enough people agree by it the change is made at once, if you may make \
            it; otherwise it is said who can. What was edited afterwards has to be approved again.

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
            var lines = ["approved \(id.name): \(now.status.words)"]
            var json: [String: JSONValue] = ["approved": .string(id.name), "applied": false]
            if now.status == .approved {
                do {
                    let result = try await ApprovedChange(review: now, onBehalfOf: vote.reason.onBehalfOf).carryOut(
                        in: store)
                    lines = ["approved \(id.name)", ApprovedChange.line(now, result)]
                    json["applied"] = true
                    json["revision"] = .integer(Int64(clamping: result.receipt.lineage.revision))
                } catch let failure as Failure {
                    lines.append("  not applied: \(failure)")
                } catch let error as StoreError where error.code == .refused {
                    lines.append(
                        "  enough people agree, but you may not make this change: \(error)".withoutControls)
                    lines.append(
                        "  its author, or anyone who may change documents, makes it: flagpost proposals apply \(id.name)"
                    )
                }
            }
            if store.isEmbedded { lines.append(Practice.note) }
            json["proposal"] = try await ProposalBook.read(store).find(id.name, author: id.author).json
            json["practice"] = .bool(store.isEmbedded)
            output.print(.object(json)) { lines }
        }
    }
}
