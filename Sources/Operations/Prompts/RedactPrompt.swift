package import FlagModel
package import FlagStore

/// Takes the text of a version out for good. Its SHA-256 stays, so that one can tell later whether it was the same.
package struct RedactPrompt: Operation {
    /// `name@version`.
    package var prompt: String

    package init(prompt: String) { self.prompt = prompt }

    /// - Throws: an `OperationError` if a feature uses the version.
    package func plan(on store: any DocumentStore) async throws -> PlannedRedaction {
        let contents = try await NamespaceContents.read(store)
        let version = try contents.prompt(prompt)
        let users = contents.users(of: version)
        guard users.isEmpty else {
            throw OperationError(
                .inUse, version.reference,
                "\(version.reference) is used by \(users.joined(separator: ", ")); nothing was changed",
                .usePrompt(version.name))
        }
        guard let stored = contents.stored[DocumentID(.prompt, version.reference)] else {
            throw await UnknownKey.error(prompt, kind: .prompt, in: store)
        }
        return PlannedRedaction(version: version, stored: stored)
    }
}

/// A redaction, ready to be performed.
package struct PlannedRedaction: PerformablePlan {
    package let version: Prompt
    let stored: StoredDocument

    /// Whether it was redacted before. Performing it again takes out what was kept meanwhile.
    package var isRepeated: Bool { version.redaction != nil }

    package struct Outcome: Sendable {
        package let receipt: Receipt
        /// Where the text still stands.
        package let waiting: [WaitingText]
    }

    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> Outcome {
        let body = isRepeated ? stored.body : try redacted(reason: author.reason).body
        let change = DocumentChange(id: stored.id, expected: stored.revision, body: body, erasesPast: true)
        do throws(StoreError) {
            let receipt = try await store.commit([change], by: try await author.attribution(in: store))
            return Outcome(receipt: receipt, waiting: try await WaitingText.find(of: version, in: store))
        } catch {
            guard error.code == .conflict else { throw error }
            throw OperationError(
                .conflict, version.reference, "nothing was changed: somebody just changed \(stored.id)", .again)
        }
    }

    private func redacted(reason: String) throws(OperationError) -> Document {
        try stored.edited { body in
            for field in ["text", "messages", "variables"] { body[field] = nil }
            body["redacted"] = .string(reason)
            body["sha256"] = .string(version.digest)
        }
    }
}
