import FlagModel
package import FlagStore

/// Finds what each of some records did to documents.
package struct RecordDifferences {
    private(set) var byRevision: [UInt64: [RecordDifference]] = [:]

    /// - Parameter records: newest first.
    package init(
        of records: [ChangeRecord], contents namespace: NamespaceContents, in store: any DocumentStore
    ) async throws(StoreError) {
        guard let oldest = records.last?.revision else { return }
        var pasts: [UInt64: [DocumentID: DocumentPast]] = [:]
        // Who waits to learn what a document was before.
        var open: [DocumentID: [UInt64]] = [:]
        func answer(_ record: ChangeRecord) {
            for change in record.payload.changes where change.isDone {
                guard let id = change.document, let waiting = open.removeValue(forKey: id) else { continue }
                for revision in waiting {
                    pasts[revision, default: [:]][id] = change.content.map(DocumentPast.digest) ?? DocumentPast.absent
                }
            }
        }
        func ask(_ record: ChangeRecord) {
            for id in record.payload.changes.filter(\.isDone).compactMap(\.document) {
                open[id, default: []].append(record.revision)
            }
        }
        // Between the records asked for there may be others, so that the log is read as a whole from the newest on.
        let wanted = Set(records.map(\.revision))
        var pages = LogPages(store, before: records[0].revision == .max ? nil : records[0].revision + 1)
        while let page = try await pages.next() {
            for record in page {
                answer(record)
                if wanted.contains(record.revision) { ask(record) }
            }
            if open.isEmpty, let last = page.last?.revision, last <= oldest { break }
        }
        let isTrimmed = try await store.checkpoint() != nil
        for (id, revisions) in open {
            for revision in revisions {
                pasts[revision, default: [:]][id] = isTrimmed ? .trimmed : DocumentPast.absent
            }
        }
        var kept = KeptContents(namespace)
        for record in records {
            let changes = record.payload.changes.filter(\.isDone)
            try await kept.fetch(Self.references(changes, pasts[record.revision] ?? [:]), from: store)
            byRevision[record.revision] = changes.compactMap { change in
                guard let id = change.document else { return nil }
                let difference = RecordDifference(
                    id, before: pasts[record.revision]?[id] ?? .trimmed, after: change.content, contents: kept)
                // What a feature stands on is named in its commit, and stays as it is.
                if case .same = difference.effect, id.kind != DocumentKind.feature.rawValue { return nil }
                return difference
            }
        }
    }

    private static func references(
        _ changes: [LoggedChange], _ pasts: [DocumentID: DocumentPast]
    ) -> [ContentReference] {
        changes.flatMap { change -> [ContentReference] in
            guard let id = change.document, let after = change.content, case .digest(let before)? = pasts[id],
                before != after
            else { return [] }
            return [ContentReference(document: id, digest: before), ContentReference(document: id, digest: after)]
        }
    }
}

extension LoggedChange {
    /// Whether it holds since this record: what a schedule will do is announced in the record that makes it.
    var isDone: Bool { time == .now }
}
