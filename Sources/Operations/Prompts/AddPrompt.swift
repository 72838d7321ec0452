import FlagModel
package import FlagStore

/// Adds a version of a prompt: a text as it is. If the newest version says the same already, nothing is added.
package struct AddPrompt: Operation {
    package var name: String
    package var text: String
    /// What changed, and why; kept with the version.
    package var note: String?
    /// Variables that the service fills in with each call; the others are as the version before declared them.
    package var runtime: [String]
    /// New variables, which variants fill in. Of a prompt that has versions, others are taken for slips of the pen.
    package var variables: [String]
    /// How messages name where the text came from.
    package var origin: String

    package init(
        name: String, text: String, note: String? = nil, runtime: [String] = [], variables: [String] = [],
        origin: String
    ) {
        self.name = name
        self.text = text
        self.note = note
        self.runtime = runtime
        self.variables = variables
        self.origin = origin
    }

    package func plan(on store: any DocumentStore) async throws -> PlannedPrompt {
        let contents = try await NamespaceContents.read(store)
        let newest = contents.versions(ofPrompt: name).first
        let content = Prompt.Content.text(text)
        let variables = variables(of: content, after: newest)
        if let newest, newest.digest == content.digest, newest.variables == variables {
            return PlannedPrompt(reference: newest.reference, note: note, contents: contents, change: nil)
        }
        if let newest { try check(variables, after: newest) }
        let document = try document(
            version: contents.nextVersion(ofPrompt: name), variables, author: try await store.actor())
        let plan = ChangePlan(WantedChange(documents: [document]), on: contents)
        return PlannedPrompt(
            reference: document.key, note: note, contents: contents,
            change: PlannedChange(plan, on: contents, terms: ChangeTerms()))
    }

    /// A version is for good, and so would be a variable that nobody fills in.
    private func check(_ found: [Prompt.Variable], after newest: Prompt) throws(OperationError) {
        let known = newest.variables.map(\.name)
        guard
            let new = found.first(where: { variable in
                !variable.isRuntime && !known.contains(variable.name) && !variables.contains(variable.name)
            })
        else { return }
        throw OperationError(
            .invalid, name,
            "{{\(new.name)}} is a variable that \(newest.reference) does not have; nothing was added",
            remedies: (NearestName.near(new.name, among: known).map { [.hint("Did you mean {{\($0)}}?")] } ?? [])
                + [.declareVariable(new.name)])
    }

    private func variables(of content: Prompt.Content, after newest: Prompt?) -> [Prompt.Variable] {
        content.placeholders.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { name in
            if runtime.contains(name) { return Prompt.Variable(name: name, isRuntime: true) }
            return newest?.variables.first { $0.name == name } ?? Prompt.Variable(name: name)
        }
    }

    private func document(
        version: Int, _ variables: [Prompt.Variable], author: String
    ) throws(OperationError) -> Document {
        var body: [String: JSONValue] = [
            "kind": "prompt", "key": .string(name), "version": .integer(Int64(version)), "text": .string(text),
            "author": .string(author),
        ]
        body["note"] = note.map { .string($0) }
        if !variables.isEmpty {
            body["variables"] = .object(
                Dictionary(variables.map { ($0.name, Self.declaration($0)) }, uniquingKeysWith: { $1 }))
        }
        return try Document.written(.object(body), name: origin)
    }

    private static func declaration(_ variable: Prompt.Variable) -> JSONValue {
        if variable.isRuntime { return ["runtime": true] }
        return variable.standard.map { ["default": .string($0)] } ?? [:]
    }
}

/// A version of a prompt, ready to be added.
package struct PlannedPrompt: PerformablePlan {
    /// `name@version`: the new one, or the one that says the same already.
    package let reference: String
    let note: String?
    let contents: NamespaceContents
    /// `nil` if nothing is to be added.
    package let change: PlannedChange?

    package struct Outcome: Sendable {
        package let added: Bool
        package let lineage: Lineage
        /// If a protected feature waits for this version, others have to agree.
        package let proposed: ProposedChange?
    }

    /// Without a reason the record says what the note says.
    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> Outcome {
        guard let change else { return Outcome(added: false, lineage: contents.load.lineage, proposed: nil) }
        guard !change.plan.hasErrors else {
            throw OperationError(.invalid, reference, "nothing was added: the prompt has errors")
        }
        var author = author
        if author.reason.isEmpty { author.reason = note ?? "" }
        let outcome = try await change.perform(in: store, as: author)
        return Outcome(added: outcome.changed, lineage: outcome.lineage, proposed: outcome.proposed)
    }
}
