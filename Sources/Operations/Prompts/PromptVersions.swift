package import FlagModel

extension Prompt {
    /// Why its content was taken out; `nil` if it is there.
    package var redaction: String? { if case .redacted(let reason) = content { reason } else { nil } }
}

extension NamespaceContents {
    /// - Parameter reference: `name@version`.
    /// - Throws: an `OperationError` if there is no such version.
    package func prompt(_ reference: String) throws(OperationError) -> Prompt {
        guard let (name, version) = Prompt.parts(of: reference) else {
            throw OperationError(
                .invalid, reference, "\(reference) names no version of a prompt", .hint("Write it as NAME@N."))
        }
        let versions = try versions(ofKnownPrompt: name)
        guard let prompt = versions.first(where: { $0.version == version }) else {
            throw OperationError(
                .unknown, reference, "there is no version \(version) of \(name)",
                remedies: versions.first.map { [.hint("The newest is \($0.reference).")] } ?? [])
        }
        return prompt
    }

    /// The newest first.
    ///
    /// - Throws: an `OperationError` if there is no such prompt.
    package func versions(ofKnownPrompt name: String) throws(OperationError) -> [Prompt] {
        let versions = versions(ofPrompt: name)
        guard versions.isEmpty else { return versions }
        throw OperationError(
            .unknown, name, "there is no prompt \(name)",
            NearestName.hint(for: name, among: Set(prompts.map(\.name)).sorted()).map(Remedy.hint) ?? .listPrompts)
    }

    /// Features that stand on a version, by key.
    package func users(of version: Prompt) -> [String] {
        DocumentSet(documents.values.map(\.content)).dependents(of: .prompt, version.reference)
    }
}
