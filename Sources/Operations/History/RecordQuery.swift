package import FlagStore

/// Which records of the change log somebody wants to see.
package struct RecordQuery: Sendable {
    /// From where on.
    package enum Start: Sendable, Equatable {
        case revision(UInt64)
        /// Unix milliseconds.
        case moment(Int64)
        /// Milliseconds back from the store's now.
        case back(Int64)
    }

    /// Only what concerns this document, its state and what it stands on; `nil`: all.
    package var key: String?
    package var start: Start?
    /// Only records of earlier revisions: to page through the log.
    package var before: UInt64?
    package var limit: Int

    package init(key: String? = nil, from start: Start? = nil, before: UInt64? = nil, limit: Int) {
        self.key = key
        self.start = start
        self.before = before
        self.limit = limit
    }

    package struct Answer: Sendable {
        /// Newest first.
        package var records: [ChangeRecord]
        /// Whether there are older ones that were asked for.
        package var hasMore: Bool
        /// What the namespace held, if a key was asked for.
        package var contents: NamespaceContents?
    }

    /// - Throws: an `OperationError` if nobody has ever heard of the key; one that was deleted is known.
    package func run(on store: any DocumentStore) async throws -> Answer {
        guard let key else { return try await read(nil, contents: nil, from: store) }
        let contents = try await NamespaceContents.read(store)
        let subject = RecordSubject(key: key, in: contents)
        try await check(subject, contents: contents, in: store)
        return try await read(subject, contents: contents, from: store)
    }

    private func check(
        _ subject: RecordSubject, contents: NamespaceContents, in store: any DocumentStore
    ) async throws {
        let key = subject.key
        let isKnown = contents.load.documents.contains { document in
            document.id.key == key || document.id.key.hasPrefix("\(key)@") || document.id.description == key
        }
        if isKnown || contents.states[key] != nil { return }
        // It may have been deleted so long ago that only the log knows of it.
        var pages = LogPages(store)
        while let page = try await pages.next() {
            if page.contains(where: { subject.isNamed(in: $0) }) { return }
        }
        var error = await UnknownKey.error(key, kind: nil, in: store)
        error.message += ", and nothing in the change log concerns it"
        throw error
    }

    /// Reads the log page by page until enough was found.
    private func read(
        _ subject: RecordSubject?, contents: NamespaceContents?, from store: any DocumentStore
    ) async throws(StoreError) -> Answer {
        let now: Int64
        if case .back? = start { now = try await store.now() } else { now = 0 }
        var answer = Answer(records: [], hasMore: false, contents: contents)
        var pages = LogPages(store, before: before)
        while let page = try await pages.next() {
            for record in page {
                guard start?.includes(record, now: now) ?? true else { return answer }
                guard subject?.isIn(record) ?? true else { continue }
                guard answer.records.count < limit else {
                    answer.hasMore = true
                    return answer
                }
                answer.records.append(record)
            }
        }
        return answer
    }
}

extension RecordQuery.Start {
    /// - Parameter now: the store's clock, Unix milliseconds.
    func includes(_ record: ChangeRecord, now: Int64) -> Bool {
        switch self {
        case .revision(let revision): record.revision >= revision
        case .moment(let moment): record.at >= moment
        case .back(let milliseconds): record.at >= now - milliseconds
        }
    }
}
