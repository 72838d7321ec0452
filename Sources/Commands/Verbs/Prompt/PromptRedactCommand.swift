import ArgumentParser
import FlagModel
import FlagStore

struct PromptRedactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Take the text of a version out for good, as where a secret got into it.",
        discussion: """
            The text leaves the store and, within seconds, every host; its SHA-256 stays, so that one can tell later \
            whether it was the same. Refused while a feature uses the version. There is no way back. A secret that was \
            served has to be changed all the same.

              flagpost prompt redact support-system@12 --reason "held an API key" --yes
            """)

    @Argument(help: "The version, as NAME@N.")
    var prompt: String

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var reason: ReasonOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let contents = try await NamespaceContents.read(store)
            let version = try contents.prompt(prompt)
            let users = DocumentSet(contents.documents.values.map(\.content)).dependents(of: .prompt, version.reference)
            guard users.isEmpty else {
                throw Failure(
                    "\(version.reference) is used by \(users.joined(separator: ", ")); nothing was changed",
                    advice: "Point them at another version first: flagpost prompt use FEATURE VARIANT \(version.name)@N"
                )
            }
            let id = DocumentID(.prompt, version.reference)
            guard let stored = contents.stored[id] else {
                throw await UnknownKey.failure(prompt, kind: .prompt, in: store)
            }
            let isRedacted = version.redaction != nil
            guard
                isRedacted || yes || !output.terminal.canAsk
                    || StandardStreams.confirm("Redact \(version.reference) for good?")
            else { throw Failure("nothing was changed") }
            let body = isRedacted ? stored.body : try redacted(stored, version).body
            let receipt = try await commit(
                DocumentChange(id: id, expected: stored.revision, body: body, erasesPast: true), to: store)
            let waiting = try await WaitingTexts.look(for: version, in: store)
            for description in waiting.descriptions {
                StandardStreams.message("flagpost: \(description)".withoutControls)
            }
            let json: [String: JSONValue] = [
                "prompt": .string(version.reference), "changed": .bool(receipt.changed),
                "sha256": .string(version.digest), "revision": .integer(Int64(clamping: receipt.lineage.revision)),
                "store": .string(store.location), "namespace": .string(store.namespace),
                "still_held_by": .array(waiting.descriptions.map { .string($0) }),
            ]
            let line =
                receipt.changed
                ? "redacted \(version.reference) at revision \(receipt.lineage.revision)"
                : "\(version.reference) was redacted already; nothing changed"
            try await StateChangeAnswer(json: json, lines: [line])
                .finish(receipt, in: store, wait: wait.wait, output: output)
        }
    }

    private func redacted(_ stored: StoredDocument, _ version: Prompt) throws -> Document {
        try stored.edited { body in
            for field in ["text", "messages", "variables"] { body[field] = nil }
            body["redacted"] = .string(reason.reason)
            body["sha256"] = .string(version.digest)
        }
    }

    private func commit(_ change: DocumentChange, to store: any DocumentStore) async throws -> Receipt {
        do throws(StoreError) {
            return try await PatientStore(store: store).commit(
                [change], reason: reason.reason, onBehalfOf: reason.onBehalfOf)
        } catch {
            guard error.code == .conflict else { throw error }
            throw Failure("nothing was changed: somebody just changed \(change.id)", advice: "Run the command again.")
        }
    }
}
