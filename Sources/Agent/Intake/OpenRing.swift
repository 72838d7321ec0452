import FlagSnapshot
import SnapshotWriting
import Telemetry

/// A ring and how far the intake has come with it. Owned by the intake's one task.
final class OpenRing {
    let id: UInt128
    let name: String
    let file: RingFile
    private let receipt: String
    /// `nil` while there is no room for one: the ring is read all the same.
    private var acknowledgement: AcknowledgementWriter?
    private var nextReceipt: UInt64
    private var acknowledged: UInt64

    /// Whether all that stood in it was taken when it was last looked at.
    var isReadToEnd = false
    /// True once it has been read to its end, or is read no further.
    var isCaughtUp = false
    /// Next record to be taken when it was opened, and now.
    let firstPosition: UInt64
    var position: UInt64
    var progress = ReaderProgress.Process()
    var lastRecord: UInt64 = 0

    let seenFirst: UInt64
    var interval = RingIntake.busyInterval
    var nextLook: UInt64 = 0
    var nextOwnerCheck: UInt64 = 0
    /// Whether somebody has been seen to hold its lock.
    private(set) var wasOwned: Bool
    var isDead = false
    /// Nothing more comes of it; its files go once what it held is on disk.
    var isFinished = false
    private var torn: UInt64?
    private var stuck: (position: UInt64, since: UInt64)?

    init(id: UInt128, name: String, directory: RuntimeDirectory, position: UInt64, now: UInt64) throws {
        file = try RingFile(path: "\(directory.rings)/\(name)")
        receipt = "\(directory.acknowledgements)/\(name)"
        let writer = AcknowledgementWriter(path: receipt)
        self.id = id
        self.name = name
        // A ring that was made again starts where its process knew it to be settled.
        let first = file.header().map { min($0.first, $0.head) } ?? 0
        // The acknowledgement never runs ahead of what was checkpointed, and it remains where the checkpoint is lost.
        let start = max(position, writer?.position ?? 0, first)
        writer?.move(to: start)
        acknowledgement = writer
        nextReceipt = now &+ Self.receiptInterval
        firstPosition = start
        self.position = start
        acknowledged = start
        seenFirst = now
        wasOwned = file.ownerIsAlive()
    }

    private static let receiptInterval: UInt64 = 1_000_000_000

    func acknowledge(_ position: UInt64, now: UInt64) {
        if acknowledgement == nil, now >= nextReceipt {
            nextReceipt = now &+ Self.receiptInterval
            acknowledgement = AcknowledgementWriter(path: receipt)
            acknowledgement?.move(to: acknowledged)
        }
        guard let acknowledgement, position > acknowledged, position <= self.position else { return }
        acknowledgement.move(to: position)
        acknowledged = position
    }

    /// A ring that breaks the rules is dropped; its process makes no second one.
    func end(_ reason: String, _ metrics: AgentMetrics) {
        guard !isFinished else { return }
        metrics.dropped(1, source: .ring, reason: reason)
        isFinished = true
        // Nothing to wait for: it is never caught up with.
        isCaughtUp = true
    }

    /// A copy may be torn by a record just being written: true the first time, so that it is read again.
    func isTornOnce(at position: UInt64) -> Bool {
        defer { torn = position }
        return torn != position
    }

    /// Whether the cell has been reserved and not published for longer than `patience`.
    func isStuck(at position: UInt64, now: UInt64, patience: UInt64) -> Bool {
        guard let stuck, stuck.position == position else {
            self.stuck = (position, now)
            return false
        }
        return now &- stuck.since > patience
    }
}
