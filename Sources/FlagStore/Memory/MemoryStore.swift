// The reference: what a store does, on plain values. The suite holds the others to the same, and tests of what stands on
// a store start in microseconds and set its clock.

import FlagModel
import Synchronization

/// Namespaces in memory, which several stores share as the clients of one server do.
package final class MemoryStorage: Sendable {
    private let namespaces = Mutex<[String: MemoryNamespace]>([:])
    private let listeners = Mutex<[UInt64: AsyncStream<Hint>.Continuation]>([:])
    private let counter = Atomic<UInt64>(0)
    private let clock: @Sendable () -> Int64

    /// - Parameter clock: the store's, Unix milliseconds.
    package init(clock: @escaping @Sendable () -> Int64) { self.clock = clock }

    /// Runs `body` on a copy, which takes the namespace's place if it succeeds.
    fileprivate func write<Value>(
        _ name: String, _ body: (inout MemoryNamespace?, Int64) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        let now = clock()
        let result: Result<Value, StoreError> = namespaces.withLock { namespaces in
            var copy = namespaces[name]
            copy?.carryOutWhatIsDue(at: now)
            // It stands though what comes after it is refused.
            namespaces[name] = copy
            do throws(StoreError) {
                let value = try body(&copy, now)
                namespaces[name] = copy
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        listeners.withLock { for listener in $0.values { listener.yield(Hint()) } }
        return try result.get()
    }

    fileprivate func read<Value>(
        _ name: String, _ body: (MemoryNamespace, Int64) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        let now = clock()
        guard let namespace = namespaces.withLock({ $0[name] }) else { throw Self.missing(name) }
        return try body(namespace, now)
    }

    fileprivate static func missing(_ name: String) -> StoreError {
        StoreError(.uninitialised, "namespace \(name) is not in the store; run `flagpost store init`")
    }

    fileprivate func hints() -> AsyncStream<Hint> {
        let id = counter.add(1, ordering: .relaxed).newValue
        return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            listeners.withLock { $0[id] = continuation }
            // The first one says that it listens.
            continuation.yield(Hint())
            continuation.onTermination = { [weak self] _ in
                _ = self?.listeners.withLock { $0.removeValue(forKey: id) }
            }
        }
    }
}

/// A client of one namespace in memory.
package struct MemoryStore: DocumentStore {
    package let location = "memory:"
    package let namespace: String
    private let storage: MemoryStorage
    private let person: String

    /// - Parameter person: who its caller is taken for.
    package init(
        namespace: String, in storage: MemoryStorage, as person: String = "uid:kim@desk"
    ) throws(StoreError) {
        try StoreLimits.checkNamespace(namespace)
        self.namespace = namespace
        self.storage = storage
        self.person = person
    }

    private func read<Value>(
        _ body: (MemoryNamespace, Int64) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try storage.read(namespace, body)
    }

    private func write<Value>(
        _ body: (inout MemoryNamespace, Int64) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try storage.write(namespace) { (found, now) throws(StoreError) in
            guard var rows = found else { throw MemoryStorage.missing(namespace) }
            let value = try body(&rows, now)
            found = rows
            return value
        }
    }
}

extension MemoryStore {
    package func initialize() throws(StoreError) -> Lineage {
        try storage.write(namespace) { (found, _) throws(StoreError) in
            let rows = found ?? MemoryNamespace()
            found = rows
            return rows.lineage
        }
    }

    package func lineage() throws(StoreError) -> Lineage { try read { rows, _ in rows.lineage } }

    package func load(since revision: UInt64?) throws(StoreError) -> StoreLoad {
        try read { rows, now in rows.load(since: revision, now: now) }
    }

    package func load(_ ids: [DocumentID]) throws(StoreError) -> StoreLoad {
        try StoreLimits.checkNamed(ids)
        return try load(since: nil).naming(ids)
    }

    package func restrictions(since revision: UInt64?) throws(StoreError) -> StoreLoad? {
        var load = try load(since: revision)
        load.documents = []
        load.schedules = []
        return load
    }

    package func commit(_ commit: Commit, by attribution: Attribution) throws(StoreError) -> Receipt {
        try commit.check(by: attribution)
        return try write { (rows, now) throws(StoreError) in try rows.commit(commit, by: attribution, now: now) }
    }

    package func apply(
        _ operation: StateOperation, to key: String, schedule: Schedule?, warrant: Warrant, by attribution: Attribution
    ) throws(StoreError) -> Receipt {
        try attribution.check()
        try operation.check(key: key)
        try warrant.check()
        try schedule?.check()
        return try write { (rows, now) throws(StoreError) in
            try rows.apply(operation, to: key, schedule: schedule, warrant: warrant, by: attribution, now: now)
        }
    }

    package func adopt(by attribution: Attribution) throws(StoreError) -> Receipt {
        try attribution.check()
        return try write { (rows, now) throws(StoreError) in try rows.adopt(by: attribution, now: now) }
    }

    package func history(before revision: UInt64?, limit: Int) throws(StoreError) -> [ChangeRecord] {
        try read { rows, _ in
            Array(rows.log.reversed().lazy.filter { $0.revision < revision ?? .max }.prefix(max(limit, 0)))
        }
    }

    package func contents(_ references: [ContentReference]) throws(StoreError) -> [String: [UInt8]] {
        try read { rows, _ in
            Dictionary(
                references.compactMap { reference in rows.content(reference).map { (reference.digest, $0) } },
                uniquingKeysWith: { $1 })
        }
    }

    package func checkpoint() throws(StoreError) -> AuditChain.Checkpoint? { try read { rows, _ in rows.checkpoint } }

    package func trimLog(
        through checkpoint: AuditChain.Checkpoint, by attribution: Attribution
    ) throws(StoreError) -> Receipt {
        try attribution.check()
        return try write { (rows, now) throws(StoreError) in
            try rows.trimLog(through: checkpoint, by: attribution, now: now)
        }
    }

    package func propose(_ proposal: Proposal, by attribution: Attribution) throws(StoreError) -> Receipt {
        try proposal.check(by: attribution)
        return try write { (rows, now) throws(StoreError) in try rows.propose(proposal, by: attribution, now: now) }
    }

    package func vote(_ vote: Vote, on id: ProposalID, by attribution: Attribution) throws(StoreError) -> Receipt {
        try vote.check(on: id, by: attribution)
        return try write { (rows, now) throws(StoreError) in try rows.vote(vote, on: id, by: attribution, now: now) }
    }

    package func withdraw(_ id: ProposalID, by attribution: Attribution) throws(StoreError) -> Receipt {
        try id.checkWithdrawal(by: attribution)
        return try write { (rows, now) throws(StoreError) in try rows.withdraw(id, by: attribution, now: now) }
    }

    package func proposals() throws(StoreError) -> [StoredProposal] {
        try read { rows, _ in rows.storedProposals }
    }

    package func acquireLease(
        _ name: String, for holder: String, milliseconds: Int64
    ) throws(StoreError) -> Lease {
        try Lease.check(name, holder: holder, milliseconds: milliseconds)
        return try write { rows, now in rows.acquireLease(name, for: holder, milliseconds: milliseconds, now: now) }
    }

    package func releaseLease(_ fence: Fence, of holder: String) throws(StoreError) {
        try write { rows, _ in rows.releaseLease(fence, of: holder) }
    }

    package func hints() -> AsyncStream<Hint> { storage.hints() }

    package func actor() -> String { person }

    package func announce(_ presence: Presence, as claim: AgentClaim?) throws(StoreError) {
        try write { (rows, now) throws(StoreError) in try rows.announce(presence, as: claim, now: now) }
    }

    package func withdrawPresence(of agent: String) throws(StoreError) {
        try write { rows, _ in
            rows.presence[agent] = nil
            rows.claims[agent] = nil
        }
    }

    package func fleet() throws(StoreError) -> Fleet { try read { rows, now in rows.fleet(now: now) } }

    package func archive() throws(StoreError) -> StoreArchive {
        try read { rows, now in
            StoreArchive(
                load: rows.load(since: 0, now: now), checkpoint: rows.checkpoint, log: rows.log, past: rows.past)
        }
    }

    package func restore(_ archive: StoreArchive, by attribution: Attribution) throws(StoreError) -> Receipt {
        try attribution.check()
        return try storage.write(namespace) { (found, now) throws(StoreError) in
            if let receipt = found?.commits[attribution.commitID] { return receipt }
            guard found == nil else {
                throw StoreError(.held, "namespace \(namespace) is in the store already")
            }
            var rows = MemoryNamespace(archive)
            let receipt = try rows.change(.restoration(of: archive, by: attribution), passesFullLog: true, now: now) {
                (_, _) throws(StoreError) in true
            }
            found = rows
            return receipt
        }
    }

    package func close() {}
}
