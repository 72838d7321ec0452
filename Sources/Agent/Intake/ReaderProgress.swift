// What the host's processes have taken of the revision that was applied last, as the headers of their rings tell.

import AgentCore
import FlagSnapshot
import FlagStore
import Synchronization

final class ReaderProgress: Sendable {
    /// One process, by its ring's header.
    struct Process: Sendable, Equatable {
        var seenRevision: UInt64 = 0
        var seenAt: UInt64 = 0
        var lastReadAt: UInt64 = 0
    }

    private let processes = Mutex<[Process]>([])
    private let core: SharedCore

    init(core: SharedCore) { self.core = core }

    private var applied: Propagation.Applied? { core.read { $0.propagation.applied } }

    /// Whether services read what the store said last.
    var isCurrent: Bool { core.read { $0.propagation.isCurrent } }

    /// Whether a revision was applied so lately that processes are just taking it.
    func isAwaited(now: UInt64) -> Bool {
        applied.map { now < $0.at + 2_000_000_000 } ?? false
    }

    func update(_ current: [Process], now: UInt64) { processes.withLock { $0 = current } }

    /// A process that has not read since the revision was applied takes it with its next read.
    var readers: Presence.Readers {
        let processes = processes.withLock { $0 }
        guard let applied else {
            return Presence.Readers(processes: processes.count, taken: 0, idle: processes.count, takenAfter: [])
        }
        let taken = processes.filter { $0.seenRevision >= applied.lineage.revision }
        let idle = processes.count { $0.seenRevision < applied.lineage.revision && $0.lastReadAt <= applied.at }
        let waited = taken.filter { $0.seenRevision == applied.lineage.revision && $0.seenAt >= applied.at }
            .map { Double($0.seenAt - applied.at) / 1e6 }.sorted()
        return Presence.Readers(
            processes: processes.count, taken: taken.count, idle: idle, takenAfter: Self.thinned(waited, to: 100))
    }

    /// At most `limit` of the values, evenly, the greatest always among them.
    private static func thinned(_ values: [Double], to limit: Int) -> [Double] {
        guard values.count > limit else { return values }
        return (1...limit).map { values[$0 * values.count / limit - 1] }
    }
}

extension ReaderProgress.Process {
    init(_ header: RingHeader) {
        self.init(seenRevision: header.seenRevision, seenAt: header.seenAt, lastReadAt: header.lastReadAt)
    }
}
