import ArgumentParser
import FlagModel
import FlagStore

struct PromptAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a version of a prompt: the text of a file, as it is.",
        discussion: """
            Where the newest version says the same already, nothing is added. {{name}} in the text is a variable: as the \
            version before declared it, else filled in by the service with each call where --runtime names it, and by \
            the variant otherwise. A prompt of several messages is applied as a document: flagpost apply -f FILE.

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
            let contents = try await NamespaceContents.read(store)
            let newest = contents.versions(ofPrompt: name).first
            let content = Prompt.Content.text(text)
            let variables = variables(of: content, after: newest)
            if let newest, newest.digest == content.digest, newest.variables == variables {
                answer(newest.reference, revision: contents.load.lineage.revision, store: store) {
                    "\(newest.reference) says the same already; nothing was added"
                }
                return
            }
            let author = try await PatientStore(store: store).actor()
            let document = try document(text, version: contents.nextVersion(ofPrompt: name), variables, author: author)
            let plan = ChangePlan(ChangeProposal(documents: [document]), on: contents)
            for finding in plan.findings { StandardStreams.message(finding.description.withoutControls) }
            guard !plan.hasErrors else { throw Failure("nothing was added: the prompt has errors") }
            let commit = ChangeCommit(
                plan: plan, reason: record.reason.isEmpty ? note ?? "" : record.reason, onBehalfOf: record.onBehalfOf)
            try commit.check()
            let receipt = try await commit.run(in: store)
            answer(document.key, added: true, revision: receipt.lineage.revision, store: store) {
                "added \(document.key) at revision \(receipt.lineage.revision); no variant uses it yet "
                    + "(flagpost prompt use FEATURE VARIANT \(document.key))"
            }
        }
    }

    private func variables(of content: Prompt.Content, after newest: Prompt?) -> [Prompt.Variable] {
        content.placeholders.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { name in
            if runtime.contains(name) { return Prompt.Variable(name: name, isRuntime: true) }
            return newest?.variables.first { $0.name == name } ?? Prompt.Variable(name: name)
        }
    }

    private func document(
        _ text: String, version: Int, _ variables: [Prompt.Variable], author: String
    ) throws -> Document {
        var body: [String: JSONValue] = [
            "kind": "prompt", "key": .string(name), "version": .integer(Int64(version)), "text": .string(text),
            "author": .string(author),
        ]
        body["note"] = note.map { .string($0) }
        if !variables.isEmpty {
            body["variables"] = .object(
                Dictionary(variables.map { ($0.name, Self.declaration($0)) }, uniquingKeysWith: { $1 }))
        }
        return try Document.written(.object(body), name: file == "-" ? "standard input" : file)
    }

    private static func declaration(_ variable: Prompt.Variable) -> JSONValue {
        if variable.isRuntime { return ["runtime": true] }
        return variable.standard.map { ["default": .string($0)] } ?? [:]
    }

    private func answer(
        _ reference: String, added: Bool = false, revision: UInt64, store: any DocumentStore, line: () -> String
    ) {
        let json: JSONValue = [
            "prompt": .string(reference), "added": .bool(added), "revision": .integer(Int64(clamping: revision)),
            "store": .string(store.location), "namespace": .string(store.namespace),
        ]
        output.print(json) { [line()] }
    }
}
