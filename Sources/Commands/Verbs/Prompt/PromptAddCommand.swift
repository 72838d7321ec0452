import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct PromptAddCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a version of a prompt: the text of a file, as it is.",
        discussion: """
            Where the newest version says the same already, nothing is added. {{name}} in the text is a variable: as the \
            version before declared it, else filled in by the service with each call where --runtime names it, and by \
            the variant otherwise; one that is new has to be named by --variable or --runtime. A prompt of several messages is applied as a document: flagpost apply -f FILE.

              flagpost prompt add support-system -f system.txt --note "asks for the order number first"
              flagpost prompt add support-system -f - --runtime customer_name < system.txt
            """)

    @Argument(help: "The prompt's name.")
    var name: String

    @Option(
        name: .shortAndLong, help: .init("The text, or - for standard input.", valueName: "path"), completion: .file())
    var file: String

    @Option(help: .init("What changed, and why; kept with the version.", valueName: "text"))
    var note: String?

    @Option(help: .init("A variable that the service fills in with each call; may be repeated.", valueName: "name"))
    var runtime: [String] = []

    @Option(
        help: .init("A variable that is new, and filled in by the variant; may be repeated.", valueName: "name"))
    var variable: [String] = []

    @OptionGroup var record: OptionalReasonOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try FeatureKey.check(name) }

    func run() async throws {
        let limit = Prompt.Limit.contentBytes
        let bytes =
            file == "-" ? try LocalFiles.readStandardInput(limit: limit) : try LocalFiles.read(file, limit: limit)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure("\(file) is not UTF-8 text") }
        try await store.withStore(writing: true) { store in
            let prompt = try await AddPrompt(
                name: name, text: text, note: note, runtime: runtime, variables: variable,
                origin: file == "-" ? "standard input" : file
            ).plan(on: store)
            for finding in prompt.change?.plan.findings ?? [] {
                StandardStreams.message(finding.description.withoutControls)
            }
            let outcome = try await prompt.perform(in: store, as: record.author)
            if let proposed = outcome.proposed {
                output.print(["prompt": .string(prompt.reference), "added": false, "proposal": proposed.json]) {
                    proposed.lines(on: output.terminal)
                }
                throw ExitCode(ExitStatus.proposed)
            }
            answer(prompt.reference, added: outcome.added, revision: outcome.lineage.revision, store: store) {
                outcome.added
                    ? "added \(prompt.reference) at revision \(outcome.lineage.revision); no variant uses it yet "
                        + "(flagpost prompt use FEATURE VARIANT \(prompt.reference))"
                    : "\(prompt.reference) says the same already; nothing was added"
            }
        }
    }

    private func answer(
        _ reference: String, added: Bool, revision: UInt64, store: any DocumentStore, line: () -> String
    ) {
        let json: JSONValue = [
            "prompt": .string(reference), "added": .bool(added), "revision": .integer(Int64(clamping: revision)),
            "store": .string(store.location), "namespace": .string(store.namespace),
        ]
        output.print(json) { [line()] }
    }
}
