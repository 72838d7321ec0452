// Reads the reporting rings of the host's services. One task owns all of them; a ring that is busy is read many times
// a second, one that is idle less and less often.

import FlagSnapshot
import FlagStore
import Logging
import ServiceLifecycle
import Synchronization
import Telemetry

#if canImport(Glibc)
    import Glibc
#endif

/// Takes in what services write into their rings.
final class RingIntake: Service {
    struct Limits {
        /// Rings read at a time; further ones are counted and wait.
        var rings = 8_192
        /// Cells taken from one ring before the next has its turn.
        var batch = 256
        /// How long after its start the agent leaves rings alone where the store does not answer.
        var patience: UInt64 = 2_000_000_000
        /// How long a ring without an owner may be new: its process has made it and not locked it yet.
        var lockGrace: UInt64 = 5_000_000_000
        /// A reserved cell that its living process does not publish for so long is skipped.
        var stuckCell: UInt64 = 5_000_000_000
        /// How long after its start the agent knows the rings of its last life: where their directory was removed, their
        /// processes make them again. Clients count on it.
        var memory: UInt64 = 600_000_000_000
    }

    static let busyInterval: UInt64 = 20_000_000
    static let idleInterval: UInt64 = 320_000_000
    private static let scanInterval: UInt64 = 200_000_000
    private static let ownerInterval: UInt64 = 1_000_000_000
    /// A folder that stays unreadable is said once in so many nanoseconds.
    private static let silence: UInt64 = 60_000_000_000

    private let directory: RuntimeDirectory
    private let telemetry: TelemetryHub
    private let metrics: AgentMetrics
    private let progress: ReaderProgress
    private let limits: Limits
    private let logger: Logger
    /// Positions that are safe on disk, by ring; the intake moves acknowledgements to them.
    private let safe = Mutex<[UInt128: UInt64]>([:])
    private let complained = Mutex<UInt64?>(nil)

    init(
        directory: RuntimeDirectory, telemetry: TelemetryHub, metrics: AgentMetrics, progress: ReaderProgress,
        descriptors: DescriptorBudget, logger: Logger
    ) {
        var limits = Limits()
        limits.rings = descriptors.rings(limits.rings)
        self.limits = limits
        self.directory = directory
        self.telemetry = telemetry
        self.metrics = metrics
        self.progress = progress
        self.logger = logger
    }

    /// Everything up to these positions is on disk.
    func checkpointed(_ positions: [UInt128: UInt64]) { safe.withLock { $0 = positions } }

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.read() }
    }

    /// Names come from documents: a record taken in before them would count for nothing. Those that this host kept may be
    /// older than what services report on, so the store is waited for, though not for long.
    private func awaitNames() async {
        let end = HostClock.monotonic() &+ limits.patience
        while !Task.isCancelled, !telemetry.hasCatalog || (!progress.isCurrent && HostClock.monotonic() < end) {
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    private func read() async {
        var rings: [UInt128: OpenRing] = [:]
        var refused: [String: UInt64] = [:]
        var nextScan: UInt64 = 0
        var isCaughtUp = false
        await awaitNames()
        telemetry.takeRecovered()
        removeReceipts()
        var settling: UInt64? = HostClock.monotonic() &+ limits.memory
        while !Task.isCancelled {
            let now = HostClock.monotonic()
            if now >= nextScan {
                nextScan = now + Self.scanInterval
                scan(into: &rings, refused: &refused, now: now)
            }
            if let time = settling, now >= time {
                settling = nil
                settleMissing(now: now)
            }
            let positions = safe.withLock { $0 }
            for (id, ring) in rings {
                if let position = positions[id] { ring.acknowledge(position, now: now) }
                if !ring.isFinished, now >= ring.nextLook || progress.isAwaited(now: now) { look(at: ring, now: now) }
                if now >= ring.nextOwnerCheck { checkOwner(of: ring, now: now) }
                if ring.isFinished { remove(ring, from: &rings, safe: positions) }
            }
            if !isCaughtUp && rings.values.allSatisfy(\.isCaughtUp) {
                isCaughtUp = true
                telemetry.caughtUp(now: now)
            }
            progress.update(rings.values.map(\.progress), now: now)
            let isBusy = progress.isAwaited(now: now) || rings.values.contains { $0.interval < Self.idleInterval }
            try? await Task.sleep(for: .nanoseconds(isBusy ? Self.busyInterval : 4 * Self.busyInterval))
        }
    }

    // MARK: Finding

    /// Calls that had begun in rings which are gone since the last life of this agent are lost.
    private func settleMissing(now: UInt64) {
        // A folder that cannot be read is not an empty one: nobody's calls are lost by that.
        guard let names = DirectoryListing.names(in: directory.rings) else { return }
        let present = Set(names.compactMap { UInt128($0, radix: 16) })
        for ring in telemetry.knownRings where !present.contains(ring) {
            telemetry.ringDied(ring, at: now, now: now)
            telemetry.forget(ring)
        }
    }

    /// Receipts for rings that are gone.
    private func removeReceipts() {
        guard let names = DirectoryListing.names(in: directory.rings).map(Set.init) else { return }
        for name in DirectoryListing.names(in: directory.acknowledgements) ?? [] where !names.contains(name) {
            unlink("\(directory.acknowledgements)/\(name)")
        }
    }

    private func scan(into rings: inout [UInt128: OpenRing], refused: inout [String: UInt64], now: UInt64) {
        guard let names = DirectoryListing.names(in: directory.rings) else {
            complain()
            try? directory.makeFolders()
            return
        }
        for name in names {
            if name.hasPrefix("."), RingFile.isRingName(name.dropFirst()) {
                // Its process died while it made it, unless it is new.
                if let since = refused[name] {
                    if now &- since > limits.lockGrace { unlink("\(directory.rings)/\(name)") }
                } else if refused.count < limits.rings {
                    refused[name] = now
                }
                continue
            }
            guard let id = UInt128(name, radix: 16), RingFile.isRingName(name) else { continue }
            if rings[id] != nil || refused[name].map({ now &- $0 < limits.lockGrace }) == true { continue }
            guard rings.count < limits.rings else {
                metrics.dropped(1, source: .ring, reason: "too_many_rings")
                return
            }
            do {
                rings[id] = try OpenRing(
                    id: id, name: name, directory: directory, position: telemetry.position(of: id), now: now)
                refused[name] = nil
            } catch {
                // Perhaps only half made; it is looked at again later.
                if refused[name] == nil {
                    metrics.dropped(1, source: .ring, reason: "bad_ring")
                    // Not by its name, by which others could reach it.
                    logger.warning(
                        "file in rings is no ring", metadata: ["ring": "\(name.prefix(8))…", "reason": "\(error)"])
                }
                if refused.count < limits.rings { refused[name] = now }
            }
        }
        if !refused.isEmpty {
            let present = Set(names)
            refused = refused.filter { present.contains($0.key) }
        }
    }

    /// At most once a minute.
    private func complain() {
        let reason = FileError("list", directory.rings)
        let now = HostClock.monotonic()
        let isDue = complained.withLock { last in
            if let last, now &- last < Self.silence { return false }
            last = now
            return true
        }
        guard isDue else { return }
        metrics.dropped(1, source: .ring, reason: "no_directory")
        logger.error("what services report cannot be read", metadata: ["reason": "\(reason)"])
    }

    // MARK: Reading

    private func look(at ring: OpenRing, now: UInt64) {
        ring.isReadToEnd = false
        guard let header = ring.file.header(), header.head >= ring.position else {
            ring.end("bad_header", metrics)
            return
        }
        ring.progress = ReaderProgress.Process(header)
        telemetry.take(dropped: header.dropped, of: ring.id)
        // More reserved than there are cells is nothing a client does.
        guard header.head - ring.position <= UInt64(ring.file.cellCount) else {
            ring.end("bad_head", metrics)
            return
        }
        let before = ring.position
        take(from: ring, to: header.head, now: now)
        ring.isReadToEnd = ring.position == header.head
        if ring.isReadToEnd { ring.isCaughtUp = true }
        if ring.position != before {
            ring.interval = Self.busyInterval
        } else {
            ring.interval = min(ring.interval * 2, Self.idleInterval)
        }
        ring.nextLook = now + ring.interval
    }

    private func take(from ring: OpenRing, to head: UInt64, now: UInt64) {
        while ring.position < head {
            let wanted = Int(min(head - ring.position, UInt64(limits.batch)))
            guard let bytes = ring.file.cells(from: ring.position, limit: wanted) else {
                ring.end("truncated", metrics)
                return
            }
            var records: [RingRecord] = []
            var judgements: [RingJudgement] = []
            var position = ring.position
            cells: for offset in stride(from: 0, to: bytes.count, by: RingLayout.cellSize) {
                let content = bytes.withUnsafeBytes {
                    RingConsumer.decode(
                        UnsafeRawBufferPointer(rebasing: $0[offset..<offset + RingLayout.cellSize]),
                        sequence: position + 1)
                }
                switch content {
                case .record(let record):
                    records.append(record)
                    ring.lastRecord = max(ring.lastRecord, min(record.time, now))
                case .judgement(let judgement):
                    judgements.append(judgement)
                    ring.lastRecord = max(ring.lastRecord, min(judgement.time, now))
                case .corrupt where ring.isTornOnce(at: position): break cells
                case .corrupt: metrics.dropped(1, source: .ring, reason: "bad_record")
                case .notYet where !ring.isDead && !ring.isStuck(at: position, now: now, patience: limits.stuckCell):
                    break cells
                case .notYet: metrics.dropped(1, source: .ring, reason: "unfinished")
                }
                position += 1
            }
            guard position != ring.position else { return }
            telemetry.take(records, judgements, of: ring.id, user: ring.file.user, upTo: position, now: now)
            ring.position = position
        }
    }

    // MARK: Owners that are gone

    private func checkOwner(of ring: OpenRing, now: UInt64) {
        ring.nextOwnerCheck = now + Self.ownerInterval
        guard !ring.isDead else { return }
        if ring.file.ownerIsAlive() {
            // Whatever had ended before the owner was seen to live stands in the ring by now.
            look(at: ring, now: now)
            if ring.isReadToEnd, !ring.isFinished {
                telemetry.watch(ring.id, now: now) { ring.file.ownerIsStopped() }
            }
            return
        }
        guard now &- ring.seenFirst >= limits.lockGrace || ring.wasOwned || ring.position > 0 else { return }
        ring.isDead = true
        look(at: ring, now: now)
        telemetry.ringDied(ring.id, at: ring.lastRecord == 0 ? now : ring.lastRecord, now: now)
        ring.isFinished = true
    }

    /// Once what it held is on disk, its files go. Where nothing was taken, an earlier life has kept it all.
    private func remove(_ ring: OpenRing, from rings: inout [UInt128: OpenRing], safe: [UInt128: UInt64]) {
        let isKept = ring.position == ring.firstPosition || safe[ring.id].map { $0 >= ring.position } ?? false
        guard isKept else { return }
        unlink("\(directory.rings)/\(ring.name)")
        unlink("\(directory.acknowledgements)/\(ring.name)")
        telemetry.forget(ring.id)
        rings[ring.id] = nil
    }
}
