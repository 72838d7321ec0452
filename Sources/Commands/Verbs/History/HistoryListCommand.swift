import ArgumentParser
import FlagModel
import FlagStore

struct HistoryListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Records of the change log, newest first (what `flagpost history` does).")

    @Argument(help: "Only what concerns this document (of a prompt, every version), and the namespace as a whole.")
    var key: String?

    @Option(help: .init("At most so many records.", valueName: "number"))
    var limit = 20

    @Option(
        help: .init(
            "Only records from here on: 2026-11-27T09:00:00Z, 24h (back from now), or a revision.", valueName: "when"))
    var since: SinceArgument?

    @Option(help: .init("Only records of earlier revisions: to page through the log.", valueName: "revision"))
    var before: UInt64?

    @Flag(help: "Show what changed in each document.")
    var diff = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let key { try FeatureKey.check(key) }
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000") }
    }

    func run() async throws {
        try await store.withStore(writing: false) { store in
            let contents = key == nil ? nil : try await readAll(of: store)
            let subject = key.flatMap { key in contents.map { RecordSubject(key: key, in: $0) } }
            if let subject, let contents { try await check(subject, contents: contents, in: store) }
            let (records, hasMore) = try await read(subject, in: store)
            let texts = try await RecordText.read(records, differing: diff, contents: contents, in: store)
            output.print(.array(texts.map(\.json))) { texts.flatMap { $0.lines(on: output.terminal) } }
            if hasMore, output.output == .text, let last = records.last?.revision {
                StandardStreams.message("more: --before \(last)")
            }
        }
    }

    /// With what was deleted.
    private func readAll(of store: any DocumentStore) async throws -> NamespaceContents {
        NamespaceContents(
            try await PatientStore(store: store).patiently { () async throws(StoreError) in
                try await store.load(since: 0)
            })
    }

    /// - Throws: a `Failure` where nobody has ever heard of the key; one that was deleted is known.
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
        var failure = await UnknownKey.failure(key, kind: nil, in: store)
        failure.message += ", and nothing in the change log concerns it"
        throw failure
    }

    /// Reads the log page by page until enough was found.
    private func read(
        _ subject: RecordSubject?, in store: any DocumentStore
    ) async throws -> (records: [ChangeRecord], hasMore: Bool) {
        let now: Int64
        if case .back? = since { now = try await PatientStore(store: store).now() } else { now = 0 }
        var records: [ChangeRecord] = []
        var pages = LogPages(store, before: before)
        while let page = try await pages.next() {
            for record in page {
                guard since?.includes(record, now: now) ?? true else { return (records, false) }
                guard subject?.isIn(record) ?? true else { continue }
                guard records.count < limit else { return (records, true) }
                records.append(record)
            }
        }
        return (records, false)
    }
}
