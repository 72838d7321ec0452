package import FlagStore

/// The word of the store's log on revisions that this host has been at. Asked only when something has changed.
package struct StorePast: Sendable {
    /// The link of the chain at the revision that was loaded.
    package var link: AuditChain.Checkpoint?
    /// True if the log says of the revision applied here what it did then; `nil`: nobody can tell.
    package var agrees: Bool?

    package init(link: AuditChain.Checkpoint? = nil, agrees: Bool? = nil) {
        self.link = link
        self.agrees = agrees
    }
}

/// The question for that past: one request brings both links if few commits lie between them, else two. A log that cannot
/// be read holds nothing up: without it, the counter alone tells that a store went back.
struct PastQuestion: Sendable {
    private static let records: UInt64 = 32

    private let loaded: Lineage
    private let own: AuditChain.Checkpoint?
    private var isSecond = false
    private var past = StorePast()

    /// For the link of that load alone.
    init(loaded: Lineage) {
        self.loaded = loaded
        own = nil
    }

    /// For that link, and whether the log says of the revision applied here what it did then.
    init(loaded: Lineage, mirror: Mirror) {
        self.loaded = loaded
        let isCompared = mirror.rewind.map { $0.found == nil } ?? true
        own = isCompared && loaded.continues(mirror.lineage ?? loaded) ? mirror.link : nil
    }

    var request: StoreLook.Request {
        let gap = own.map { loaded.revision - $0.revision } ?? 0
        return .records(upTo: loaded.revision, limit: Int(min(gap, Self.records - 1)) + 1)
    }

    enum Outcome {
        case known(StorePast)
        case ask(StoreLook.Request)
    }

    /// - Parameter records: newest first; empty if the log cannot be read.
    mutating func answered(_ records: [ChangeRecord], mirror: Mirror) -> Outcome {
        if !isSecond, let last = records.first, last.revision == loaded.revision, !last.chain.isEmpty {
            past.link = AuditChain.Checkpoint(revision: last.revision, chain: last.chain)
        }
        guard let own else { return .known(past) }
        if let record = records.first(where: { $0.revision <= own.revision }) {
            past.agrees = mirror.agrees(with: record)
            return .known(past)
        }
        // If that record was trimmed, nobody can tell.
        guard !isSecond else { return .known(past) }
        isSecond = true
        return .ask(.records(upTo: own.revision, limit: 1))
    }
}
