package import FlagModel
package import FlagStore

/// What a document was at an earlier revision.
package struct EarlierVersion {
    package var id: DocumentID
    /// The commit that made it so.
    package var revision: UInt64
    package var body: [UInt8]

    /// As its author might write it now: an earlier version may break rules that came later.
    package var document: Document {
        get throws {
            guard let value = try? JSONValue.parse(body) else {
                throw OperationError(
                    .gone, id.description, "what \(id) was at revision \(revision) cannot be read",
                    .hint("Nothing was changed."))
            }
            return try Document.written(value, name: "\(id) of revision \(revision)")
        }
    }

    /// - Parameter moment: a revision; `nil`: before the last change of its text.
    /// - Throws: an `OperationError` that says why there is no such version.
    package static func find(
        of id: DocumentID, at moment: UInt64?, contents: NamespaceContents, in store: any DocumentStore
    ) async throws -> EarlierVersion {
        let (revision, digest) = try await locate(id, at: moment, contents: contents, in: store)
        if let body = contents.stored[id]?.body, Digest.hexadecimal(of: body) == digest {
            return EarlierVersion(id: id, revision: revision, body: body)
        }
        var kept = KeptContents(contents)
        try await kept.fetch([ContentReference(document: id, digest: digest)], from: store)
        guard let body = kept.body(digest) else {
            throw OperationError(
                .gone, id.description,
                "what \(id) was at revision \(revision) \(kept.absence(of: id)); nothing was changed", .applyFile)
        }
        return EarlierVersion(id: id, revision: revision, body: body)
    }

    private static func locate(
        _ id: DocumentID, at moment: UInt64?, contents: NamespaceContents, in store: any DocumentStore
    ) async throws -> (revision: UInt64, digest: String) {
        let now = contents.stored[id]?.body.map { Digest.hexadecimal(of: $0) }
        // A commit that only made it resolve anew left the text as it was: the one that wrote it is further back.
        var found: (revision: UInt64, digest: String)?
        var pages = LogPages(store)
        while let page = try await pages.next() {
            for record in page {
                guard let change = record.payload.changes.first(where: { $0.document == id && $0.isDone }) else {
                    continue
                }
                if let found, change.content != found.digest { return found }
                if let moment {
                    guard record.revision <= moment else { continue }
                } else if change.content == now {
                    continue
                }
                guard let digest = change.content else {
                    throw OperationError(
                        .gone, id.description,
                        "\(id) did not exist at revision \(record.revision): it was deleted; nothing was changed",
                        .nameEarlierRevision(id), .delete(id))
                }
                found = (record.revision, digest)
            }
        }
        if let found { return found }
        if let checkpoint = try await store.checkpoint() {
            throw OperationError(
                .gone, id.description,
                "what \(id) was earlier stands in the part of the log up to revision \(checkpoint.revision), which was "
                    + "exported and trimmed; nothing was changed",
                .applyFile)
        }
        throw OperationError(
            .gone, id.description,
            "\(id) did not exist \(moment.map { "at revision \($0)" } ?? "before its last change"); nothing was changed",
            .delete(id))
    }
}
