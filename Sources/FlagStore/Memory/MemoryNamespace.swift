import FlagModel

/// One namespace as values. A change is made on a copy, which takes its place if it succeeds.
struct MemoryNamespace: Sendable {
    var lineage: Lineage
    var committedAt: Int64 = 0
    var unitKey: [UInt8]
    /// Link of the last record.
    var chain = AuditChain.origin
    var checkpoint: AuditChain.Checkpoint?
    /// With tombstones.
    var documents: [DocumentID: StoredDocument] = [:]
    var states: [String: StoredState] = [:]
    var schedules: [String: Schedule] = [:]
    /// Ascending.
    var log: [ChangeRecord] = []
    /// Oldest replaced first.
    var past: [StoreArchive.PastContent] = []
    var proposals: [ProposalID: MemoryProposal] = [:]
    var leases: [String: Lease] = [:]
    var presence: [String: Presence] = [:]
    var claims: [String: (place: String, token: String, at: Int64)] = [:]
    /// Feature -> when an agent last said that it had traffic.
    var used: [String: Int64] = [:]
    /// What commits of these ids were answered.
    var commits: [String: Receipt] = [:]

    init() {
        lineage = Lineage(storeID: String(UInt128.random(in: .min ... .max), radix: 16), epoch: 1, revision: 0)
        unitKey = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
    }

    /// The same store in its next epoch.
    init(_ archive: StoreArchive) {
        let load = archive.load
        lineage = load.lineage
        lineage.epoch += 1
        committedAt = load.committedAt
        unitKey = load.unitKey
        chain = archive.log.last?.chain ?? archive.checkpoint?.chain ?? AuditChain.origin
        checkpoint = archive.checkpoint
        documents = Dictionary(load.documents.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        states = Dictionary(load.states.map { ($0.state.key, $0) }, uniquingKeysWith: { $1 })
        schedules = Dictionary(load.schedules.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        log = archive.log
        past = archive.past
    }
}

extension MemoryNamespace {
    /// Tombstones count only as changes: a complete load has no use for them.
    func load(since revision: UInt64?, now: Int64) -> StoreLoad {
        let since = revision ?? 0
        return StoreLoad(
            lineage: lineage, now: now, committedAt: committedAt, unitKey: unitKey, isComplete: revision == nil,
            documents: documents.values
                .filter { $0.revision > since && ($0.body != nil || revision != nil) }
                .sorted { ($0.id.kind, $0.id.key) < ($1.id.kind, $1.id.key) },
            states: states.values.filter { $0.revision > since }.sorted { $0.state.key < $1.state.key },
            schedules: revision.map { $0 < lineage.revision } ?? true ? orderedSchedules : [])
    }

    /// In the order of their times.
    var orderedSchedules: [Schedule] { schedules.values.sorted { ($0.at, $0.id) < ($1.at, $1.id) } }

    /// A body in force, scheduled or replaced.
    func content(_ reference: ContentReference) -> [UInt8]? {
        let id = reference.document
        if let found = past.first(where: { $0.document == id && $0.digest == reference.digest }) { return found.body }
        return [liveBody(of: id), scheduled(id)?.change.body].compactMap { $0 }
            .first { Digest.hexadecimal(of: $0) == reference.digest }
    }

    func liveBody(of id: DocumentID) -> [UInt8]? { documents[id]?.body }
}

/// When a change takes effect.
struct MemoryMoment {
    /// The revision that it will get.
    var revision: UInt64
    /// The store's clock, Unix milliseconds.
    var now: Int64
}

extension MemoryNamespace {
    /// Runs `body`, which tells whether anything changed, once for each commit id.
    ///
    /// - Parameter passesFullLog: whether it is recorded though the log is full.
    mutating func change(
        _ payload: ChangePayload, fence: Fence? = nil, passesFullLog: Bool = false, now: Int64,
        _ body: (inout MemoryNamespace, MemoryMoment) throws(StoreError) -> Bool
    ) throws(StoreError) -> Receipt {
        if let receipt = commits[payload.attribution.commitID] { return receipt }
        if let fence, leases[fence.lease]?.token != fence.token {
            throw StoreError(.fenced, "the lease \(fence.lease) has another holder by now")
        }
        guard passesFullLog || log.count < StoreLimits.logRecords else { throw StoreError.fullLog }
        let moment = MemoryMoment(revision: nextRevision, now: now)
        let changed = try body(&self, moment)
        if changed { record(payload, at: moment) }
        commits = commits.filter { $0.value.at >= now - StoreLimits.commitMilliseconds }
        let receipt = Receipt(lineage: lineage, at: now, changed: changed)
        commits[payload.attribution.commitID] = receipt
        return receipt
    }

    /// Also above those that agents have applied, should the store be an older copy.
    var nextRevision: UInt64 {
        let applied = presence.values.map(\.lineage)
            .filter { $0.storeID == lineage.storeID && $0.revision < UInt64(StoreLimits.revision) }.map(\.revision)
            .max()
        return max(lineage.revision, applied ?? 0, log.last?.revision ?? 0) + 1
    }

    /// Makes a revision.
    mutating func record(_ payload: ChangePayload, at moment: MemoryMoment) {
        chain = AuditChain.link(
            after: chain, storeID: lineage.storeID, revision: moment.revision, at: moment.now,
            payloadDigest: payload.digest)
        log.append(
            ChangeRecord(
                revision: moment.revision, at: moment.now, payload: payload, payloadDigest: payload.digest,
                chain: chain))
        lineage.revision = moment.revision
        committedAt = moment.now
    }

    mutating func adopt(by attribution: Attribution, now: Int64) throws(StoreError) -> Receipt {
        try change(.adoption(by: attribution), now: now) { (rows, _) throws(StoreError) in
            rows.lineage.epoch += 1
            rows.lineage.adoptedEpoch = rows.lineage.epoch
            return true
        }
    }

    mutating func trimLog(
        through checkpoint: AuditChain.Checkpoint, by attribution: Attribution, now: Int64
    ) throws(StoreError) -> Receipt {
        try change(.trim(through: checkpoint, by: attribution), passesFullLog: true, now: now) {
            (rows, _) throws(StoreError) in
            guard rows.log.first(where: { $0.revision == checkpoint.revision })?.chain == checkpoint.chain else {
                throw StoreError(
                    .conflict,
                    "the change log's record of revision \(checkpoint.revision) is gone, or is not the one exported")
            }
            rows.log.removeAll { $0.revision <= checkpoint.revision }
            rows.checkpoint = checkpoint
            rows.past.removeAll { $0.replacedAt <= checkpoint.revision }
            return true
        }
    }
}
