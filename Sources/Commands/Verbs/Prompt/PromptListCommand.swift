import ArgumentParser
import FlagModel
import Operations

struct PromptListCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List prompts and their versions, newest first, and which features use them.",
        discussion: """
              flagpost prompt list
              flagpost prompt list support-system -o json
            """)

    @Argument(help: "Only this prompt.")
    var name: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: false) { store in
            let contents = try await NamespaceContents.read(store)
            let prompts =
                try name.map(contents.versions(ofKnownPrompt:))
                ?? contents.prompts.sorted { ($0.name, -$0.version) < ($1.name, -$1.version) }
            let set = DocumentSet(contents.documents.values.map(\.content))
            let users = prompts.map { set.dependents(of: .prompt, $0.reference) }
            let json = zip(prompts, users).map { prompt, users -> JSONValue in
                [
                    "prompt": .string(prompt.reference), "name": .string(prompt.name),
                    "version": .integer(Int64(prompt.version)), "sha256": .string(prompt.digest),
                    "author": prompt.author.map { .string($0) } ?? .null,
                    "note": prompt.note.map { .string($0) } ?? .null,
                    "redacted": prompt.redaction.map { .string($0) } ?? .null,
                    "used_by": .array(users.map { .string($0) }),
                ]
            }
            output.print(.array(json)) {
                guard !prompts.isEmpty else { return ["no prompts"] }
                let rows = zip(prompts, users).map { prompt, users in
                    [
                        prompt.reference, String(prompt.digest.prefix(12)), prompt.author ?? "-",
                        users.isEmpty ? "-" : users.joined(separator: ", "),
                        prompt.redaction.map { "redacted: \($0)" } ?? prompt.note ?? "-",
                    ]
                }
                return Table("PROMPT", "SHA256", "AUTHOR", "USED BY", "NOTE", rows: rows).lines(on: output.terminal)
            }
        }
    }
}
