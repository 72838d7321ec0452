import ArgumentParser
import FlagModel
import FlagStore

struct ApproveCommand: AsyncParsableCommand {
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
            var lines = ["approved \(id.name): \(now.status.words)"]
            var json: [String: JSONValue] = ["approved": .string(id.name), "applied": false]
            var failed = false
            if now.status == .approved {
                do {
                    let result = try await ApprovedChange(review: now, onBehalfOf: vote.reason.onBehalfOf).carryOut(
                        in: store)
                    lines = ["approved \(id.name)", ApprovedChange.line(now, result)]
                    json["applied"] = true
                    json["revision"] = .integer(Int64(clamping: result.receipt.lineage.revision))
                } catch let error as StoreError where error.isMissingRight {
                    // Redis's own words would read as if the vote had failed.
                    lines = [
                        "approved \(id.name): enough people agree",
                        "  not applied yet, since you may approve and not change documents; somebody with the role operator "
                            + "does it, its author say: flagpost proposals apply \(id.name)",
                    ]
                } catch {
                    let fault = error as? StoreError
                    let why = fault?.reason(besides: store.location).withoutControls ?? "\(error)"
                    let isUnknown = fault?.code == .unavailable
                    lines.append("  \(isUnknown ? "whether it was applied is not known" : "not applied"): \(why)")
                    json["why"] = .string(why)
                    failed = true
                }
            }
            if store.isEmbedded { lines.append(Practice.note) }
            json["proposal"] = try await ProposalBook.read(store).find(id.name, author: id.author).json
            json["practice"] = .bool(store.isEmbedded)
            output.print(.object(json)) { lines }
            if failed { throw ExitCode(ExitStatus.failed) }
        }
    }
}
