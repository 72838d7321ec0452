import ArgumentParser
import FlagModel
import FlagStore

struct RevertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revert",
        abstract: "Bring a document back to what it was before its last change, or at a revision.",
        discussion: """
            An ordinary change, by the rules of apply: shown, asked, approved where that is required. A deleted document \
            comes back; what was redacted does not. The feature's state stays as it is: kill, withdraw and restore change \
            that.

              flagpost revert support-chat --reason "the new route was wrong"
              flagpost revert segment/large --to 371
            """)

    @Argument(help: "The document's key, or KIND/KEY.")
    var key: String

    @Option(help: .init("What it was at this revision.", valueName: "revision"))
    var to: UInt64?

    @OptionGroup var review: ReviewOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try FeatureKey.check(key) }

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let contents = try await NamespaceContents.read(store)
            let id = try await find(in: contents, store)
            let newest = contents.load.lineage.revision
            if let to, to > newest {
                throw Failure(
                    "there is no revision \(to): the newest is \(newest); nothing was changed",
                    advice: "See: flagpost history \(id.key)")
            }
            let version = try await EarlierVersion.find(of: id, at: to, contents: contents, in: store)
            var change = ReviewedChange(options: review, output: output)
            if change.reason.isEmpty { change.reason = "revert \(id) to revision \(version.revision)" }
            let outcome = try await change.carryOut(
                ChangeProposal(documents: [try version.document], returning: [id]), on: contents, in: store,
                question: "Bring back what \(id) was at revision \(version.revision)?")
            if let held = contents.states[id.key]?.summary, !held.isEmpty, id.kind == DocumentKind.feature.rawValue {
                StandardStreams.message(
                    "  its state is as it was: \(held.joined(separator: ", ")) (flagpost restore \(id.key))"
                        .withoutControls)
            }
            try change.answer(outcome, "reverted", in: store)
        }
    }

    /// Deleted ones count.
    private func find(in contents: NamespaceContents, _ store: any DocumentStore) async throws -> DocumentID {
        if let id = DocumentID(key), DocumentKind(rawValue: id.kind) != nil {
            guard contents.load.documents.contains(where: { $0.id == id }) else {
                throw await UnknownKey.failure(id.key, kind: DocumentKind(rawValue: id.kind), in: store)
            }
            return id
        }
        let found = contents.load.documents.filter { $0.id.key == key }
        let live = found.filter { $0.body != nil }
        let candidates = live.isEmpty ? found : live
        guard let first = candidates.first else { throw await UnknownKey.failure(key, kind: nil, in: store) }
        guard candidates.count == 1 else {
            let names = candidates.map(\.id.description).sorted().joined(separator: ", ")
            throw Failure(
                "several documents are called \(key): \(names)", advice: "Say which: flagpost revert \(first.id)")
        }
        return first.id
    }
}
