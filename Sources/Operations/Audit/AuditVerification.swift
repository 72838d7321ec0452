import FlagModel
package import FlagStore

/// Holds a store against its change log: the chain, what its documents are, and the contents it keeps.
package struct AuditVerification {
    /// What was found to be sound.
    package struct Account {
        package var records = 0
        package var lineage: Lineage
        package var checkpoint: AuditChain.Checkpoint?
        /// Live documents that are what their last record says.
        package var documents = 0
        /// Live documents last changed before the kept log begins, and in no export that was given.
        package var documentsBeforeLog = 0
        /// Replaced contents that are still kept.
        package var contents = 0
        /// Contents that records name and that are kept no more.
        package var contentsGone = 0
    }

    private let store: any DocumentStore
    private let export: KnownExport?
    private var account: Account
    private var last: [DocumentID: (revision: UInt64, content: String?)]
    private var position: AuditChain.Checkpoint
    /// Revisions of the export that are still to come, ascending.
    private var exported: ArraySlice<UInt64> = []
    private var waiting: [ContentReference] = []
    private var live: Set<ContentReference> = []

    /// Contents asked for at once: each may be a MiB.
    private static let contentsAtOnce = 16

    /// - Throws: an `AuditFinding` for the first thing that does not hold.
    package static func run(
        on store: any DocumentStore, against export: KnownExport?, progress: (Int) -> Void
    ) async throws -> Account {
        // Documents first, then the log exactly up to their revision: what is committed meanwhile is left out.
        let load = try await store.load(since: nil)
        let checkpoint = try await store.checkpoint()
        var verification = AuditVerification(store: store, export: export, load: load, checkpoint: checkpoint)
        if let fault = load.faults.first { throw AuditFinding(fault.name, "cannot be read: \(fault.reason)") }
        try verification.checkBeginning()
        var pages = AscendingLogPages(
            store, after: verification.position.revision, upTo: load.lineage.revision)
        while let page = try await pages.next() {
            do {
                try await verification.check(page)
            } catch let finding as AuditFinding {
                guard try await store.checkpoint() == checkpoint else { throw trimmedMeanwhile }
                throw finding
            }
            progress(verification.account.records)
        }
        guard try await store.checkpoint() == checkpoint else { throw trimmedMeanwhile }
        try await verification.checkEnd(of: load)
        return verification.account
    }

    private static var trimmedMeanwhile: OperationError {
        OperationError(.conflict, "", "the log was trimmed meanwhile", .again)
    }

    private init(
        store: any DocumentStore, export: KnownExport?, load: StoreLoad, checkpoint: AuditChain.Checkpoint?
    ) {
        self.store = store
        self.export = export
        account = Account(lineage: load.lineage, checkpoint: checkpoint)
        last = export?.documents ?? [:]
        position = checkpoint ?? AuditChain.Checkpoint(revision: 0, chain: AuditChain.origin)
        exported = (export?.links.keys.filter { [position] in $0 > position.revision } ?? []).sorted()[...]
        live = Set(
            load.documents.compactMap { document in
                document.body.map { ContentReference(document: document.id, digest: Digest.hexadecimal(of: $0)) }
            })
    }

    /// What was trimmed has to be what the export ends with, or passes through.
    private func checkBeginning() throws(AuditFinding) {
        guard let export else { return }
        let lineage = account.lineage
        guard export.storeID == lineage.storeID else {
            throw AuditFinding(export.name, "is of another store (\(export.storeID), this one is \(lineage.storeID))")
        }
        guard export.last.revision <= lineage.revision else {
            throw AuditFinding(
                "revision \(lineage.revision)",
                "is where the store ends, and the export goes on to \(export.last.revision): the store went back")
        }
        guard account.checkpoint == nil || position.revision <= export.last.revision else {
            throw AuditFinding(
                export.name,
                "ends at revision \(export.last.revision), the store's log begins after \(position.revision): what is "
                    + "between stands in a later export")
        }
        if position.revision > 0 { try check(position) }
    }

    private func check(_ link: AuditChain.Checkpoint) throws(AuditFinding) {
        guard let export, link.revision <= export.last.revision else { return }
        let first = export.links.keys.min() ?? 0
        guard let known = export.links[link.revision] else {
            if link.revision < first { return }
            throw AuditFinding("revision \(link.revision)", "is in the store's log, and not in \(export.name)")
        }
        guard known == link.chain else {
            throw AuditFinding("revision \(link.revision)", "is not what it was when \(export.name) was written")
        }
    }

    private mutating func check(_ page: [ChangeRecord]) async throws {
        if let fault = AuditChain.verify(page, after: position, storeID: account.lineage.storeID) {
            throw AuditFinding(fault)
        }
        for record in page {
            let link = AuditChain.Checkpoint(revision: record.revision, chain: record.chain)
            if let next = exported.first, next <= link.revision {
                guard next == link.revision else {
                    throw AuditFinding("revision \(next)", "is in \(export?.name ?? ""), and not in the store's log")
                }
                exported.removeFirst()
            }
            try check(link)
            position = link
            account.records += 1
            for change in record.payload.changes where change.isDone {
                guard let id = change.document else { continue }
                last[id] = (record.revision, change.content)
                guard let digest = change.content else { continue }
                let reference = ContentReference(document: id, digest: digest)
                if !live.contains(reference) { waiting.append(reference) }
            }
        }
    }

    private mutating func checkContents() async throws {
        let some = Array(waiting.prefix(Self.contentsAtOnce))
        waiting.removeFirst(some.count)
        let store = self.store
        let found = try await store.contents(some)
        for reference in some {
            guard let body = found[reference.digest] else {
                account.contentsGone += 1
                continue
            }
            guard Digest.hexadecimal(of: body) == reference.digest else {
                throw AuditFinding(
                    "\(reference.document)",
                    "an earlier content of it was altered: it is not what its digest "
                        + "\(reference.digest.prefix(12))… says")
            }
            account.contents += 1
        }
    }

    private mutating func checkEnd(of load: StoreLoad) async throws {
        if position.revision != load.lineage.revision {
            throw AuditFinding(AuditChain.Break(revision: load.lineage.revision, reason: .missing))
        }
        let documents = Dictionary(load.documents.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        for (id, record) in last.sorted(by: { $0.value.revision < $1.value.revision }) {
            guard let digest = record.content else {
                if let document = documents[id], document.body != nil {
                    throw AuditFinding("\(id)", "is there, and revision \(record.revision) deleted it")
                }
                continue
            }
            guard let body = documents[id]?.body else {
                throw AuditFinding(
                    "\(id)", "is gone, and revision \(record.revision) is the last on record that wrote it")
            }
            guard Digest.hexadecimal(of: body) == digest else {
                throw AuditFinding(
                    "\(id)",
                    "is not what revision \(record.revision) made of it, the last on record that wrote it: it was "
                        + "written past Flagpost")
            }
            account.documents += 1
        }
        for (id, document) in documents where document.body != nil && last[id] == nil {
            guard account.checkpoint != nil else {
                throw AuditFinding("\(id)", "is there, and no record names it: it was written past Flagpost")
            }
            account.documentsBeforeLog += 1
        }
        while !waiting.isEmpty { try await checkContents() }
    }
}
