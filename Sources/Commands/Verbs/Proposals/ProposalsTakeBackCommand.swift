import ArgumentParser
import FlagModel
import FlagStore

struct ProposalsTakeBackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take-back",
        abstract: "Take your own proposal back.",
        discussion: """
              flagpost proposals take-back k3f9ap --reason "better idea"
            """)

    @Argument(help: "The proposal's name.")
    var name: String

    @OptionGroup var reason: OptionalReasonOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let patient = PatientStore(store: store)
            let attribution = try await patient.attribution(reason: reason.reason, onBehalfOf: reason.onBehalfOf)
            let review = try await ProposalBook.read(store).find(name, author: nil)
            let id = ProposalID(author: attribution.actor, name: name)
            guard review.stored.proposal.id.author == attribution.actor else {
                throw Failure(
                    "\(name) is a proposal of \(review.stored.proposal.id.author), and only they can take it back",
                    advice: "You can refuse it: flagpost reject \(name) --reason TEXT")
            }
            do throws(StoreError) {
                let receipt = try await patient.withdraw(id, by: attribution)
                let json: JSONValue = [
                    "taken_back": .string(name), "revision": .integer(Int64(clamping: receipt.lineage.revision)),
                ]
                output.print(json) { ["took \(name) back"] }
            } catch {
                guard error.code == .notApproved else { throw error }
                throw Failure("\(error)")
            }
        }
    }
}

struct ProposalsCallOffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call-off",
        abstract: "Call off a change that was scheduled with --at.",
        discussion: """
            Any change of one of its documents calls it off as well.

              flagpost proposals
              flagpost proposals call-off 1f0c4c… --reason "the launch moved"
            """)

    @Argument(help: "Its id, as flagpost proposals shows it.")
    var id: String

    @OptionGroup var reason: OptionalReasonOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let patient = PatientStore(store: store)
            let attribution = try await patient.attribution(reason: reason.reason, onBehalfOf: reason.onBehalfOf)
            do throws(StoreError) {
                let receipt = try await patient.commit(Commit([], cancels: id), by: attribution)
                let json: JSONValue = [
                    "called_off": .string(id), "revision": .integer(Int64(clamping: receipt.lineage.revision)),
                ]
                output.print(json) { ["called off \(id) at revision \(receipt.lineage.revision)"] }
            } catch {
                guard error.code == .unknownKey || error.code == .held else { throw error }
                throw Failure("\(error); nothing was changed", advice: "See: flagpost proposals")
            }
        }
    }
}
