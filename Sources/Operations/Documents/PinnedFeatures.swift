import FlagModel
package import FlagStore

/// Features that a change acts on and leaves as they are: who gets what of them was judged by what they were, and
/// whether others have to agree by whether they were protected.
package struct PinnedFeatures {
    package var documents: [StoredDocument]

    /// - Parameters:
    ///   - changes: what is committed together with them.
    ///   - limit: of all of that.
    package init(
        _ ids: [DocumentID], in contents: NamespaceContents, beside changes: [DocumentChange],
        limit: Int = StoreLimits.changes
    ) {
        // What one person changed alone stays protected, and goes back by itself; an approval is not to confirm it unseen.
        let features = ids.filter { !contents.isUnderBreakGlass($0) }.compactMap { contents.stored[$0] }
        documents = features.filter(contents.isProtected)
        // A segment that thousands stand on can still be changed: what nobody protects gives way to a commit's limits.
        var bytes = (documents.map(\.body) + changes.map(\.body)).reduce(0) { $0 + ($1?.count ?? 0) }
        var terms = (documents.map(\.asItIs) + changes).reduce(0) { $0 + $1.terms.utf8.count }
        for feature in features where !contents.isProtected(feature) {
            bytes += feature.body?.count ?? 0
            terms += feature.asItIs.terms.utf8.count
            guard documents.count + changes.count < limit, bytes <= StoreLimits.pendingBytes,
                terms <= StoreLimits.termsBytes / 2
            else { break }
            documents.append(feature)
        }
    }
}

extension StoredDocument {
    /// A change that changes nothing, and is refused where somebody else changed it.
    package var asItIs: DocumentChange { DocumentChange(id: id, expected: revision, body: body, digests: digests) }
}
