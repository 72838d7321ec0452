// What has no ring to be read again from, and what somebody has been shown, is written down before it is acknowledged or
// shown. It outlasts the process, however that ends. Who waits for it waits together: one write carries all.

import Logging
import NIOPosix
import Synchronization
import Telemetry

#if canImport(Glibc)
    import Glibc
#endif

/// The namespace's journal between two checkpoints.
final class Journal: Sendable {
    fileprivate struct Waiter {
        var sequence: UInt64
        var since: UInt64
        var continuation: CheckedContinuation<Void, Never>
    }

    fileprivate struct State {
        /// Of the last entry.
        var sequence: UInt64
        /// All up to this one are written, or given up.
        var settled: UInt64
        var pending: [UInt8] = []
        var waiting: [Waiter] = []
        var isUsable = false
        /// Whether more waited than may wait.
        var isOverflowing = false
        /// How often it was given up.
        var failures: UInt64 = 0
        /// The last entry that was given up since a checkpoint held everything.
        var lost: UInt64?
    }

    /// Entries that wait for the disk, in bytes; more is given up.
    private static let pendingLimit = 4 << 20
    /// A disk that takes longer than this is one that hangs: nobody waits for it any more. Nanoseconds.
    static let patience: UInt64 = 2_000_000_000

    private let state: Mutex<State>
    private let files: Mutex<JournalFiles>
    private let pool = NIOThreadPool(numberOfThreads: 1)
    /// A file whose presence says that what is kept is less than what was counted.
    private let mark: String
    private let checkpoint: String
    private let logger: Logger

    /// - Parameters:
    ///   - path: of its files, but for their endings.
    ///   - mark: a file in the runtime directory, which is there even when the state directory takes nothing.
    init(path: String, checkpoint: String, mark: String, bootID: String, sequence: UInt64, logger: Logger) {
        state = Mutex(State(sequence: sequence, settled: sequence))
        files = Mutex(JournalFiles(path: path, bootID: bootID))
        self.mark = mark
        self.checkpoint = checkpoint
        self.logger = logger
        pool.start()
    }

    // MARK: Writing

    var sequence: UInt64 { state.withLock { $0.sequence } }

    /// How often it had to be given up.
    var failures: UInt64 { state.withLock { $0.failures } }

    /// Begins a life. Blocks; for the start.
    /// - Parameter isFresh: forgetting what earlier lives wrote.
    /// - Returns: whether the disk took it.
    func begin(isFresh: Bool) -> Bool {
        let sequence = state.withLock { state in
            state.sequence += 1
            return state.sequence
        }
        do throws(FileError) {
            try open(isFresh: isFresh, JournalEntry(sequence, .began))
            state.withLock {
                $0.isUsable = true
                $0.settled = sequence
            }
            return true
        } catch {
            giveUp("\(error)")
            return false
        }
    }

    /// Adds an entry to what is written next, and returns its number. Does not wait.
    func append(_ content: JournalEntry.Content) -> UInt64 {
        state.withLock { state in
            state.sequence += 1
            guard state.isUsable, state.pending.count < Self.pendingLimit else {
                state.isOverflowing = state.isUsable
                state.lost = state.sequence
                return state.sequence
            }
            state.pending += JournalEntry(state.sequence, content).bytes
            return state.sequence
        }
    }

    /// Returns once the entry outlasts the process, or cannot.
    func settle(_ sequence: UInt64) async {
        guard state.withLock({ $0.isUsable && $0.settled < sequence }) else { return }
        await withCheckedContinuation { continuation in
            let isSettled = state.withLock { state in
                guard state.isUsable, state.settled < sequence else { return true }
                state.waiting.append(
                    Waiter(sequence: sequence, since: HostClock.monotonic(), continuation: continuation))
                return false
            }
            if isSettled { continuation.resume() } else { pool.submit { [self] _ in flush() } }
        }
    }

    /// To be called several times a second: writes what nobody waits for, and lets nobody wait too long.
    func look(now: UInt64) {
        let (isDue, isStuck) = state.withLock { state in
            let isStuck = state.waiting.contains { now > $0.since &+ Self.patience }
            return (state.isUsable && !state.pending.isEmpty && state.waiting.isEmpty, isStuck)
        }
        if isStuck { giveUp("the disk does not answer") }
        if isDue { pool.submit { [self] _ in flush() } }
    }

    private func flush() {
        let (bytes, sequence, isOver) = state.withLock { state in
            defer { state.pending = [] }
            return (state.pending, state.sequence, state.isOverflowing)
        }
        guard !bytes.isEmpty else { return }
        guard !isOver else { return giveUp("more is reported than the disk takes") }
        do throws(FileError) {
            try files.withLock { files throws(FileError) in try files.append(bytes, last: sequence) }
        } catch {
            return giveUp("\(error)")
        }
        let settled = state.withLock { state in
            state.settled = max(state.settled, sequence)
            return state.takeSettled()
        }
        for continuation in settled { continuation.resume() }
    }

    // MARK: Keeping

    /// Everything up to this entry stands in the checkpoint.
    /// - Returns: whether nothing is missing now; else another checkpoint is wanted.
    func checkpointed(upTo sequence: UInt64) async -> Bool {
        let isWhole = try? await pool.runIfActive { [self] in
            do throws(FileError) {
                if state.withLock({ $0.isUsable }) {
                    try files.withLock { files throws(FileError) in try files.forget(upTo: sequence) }
                } else {
                    try reopen()
                }
            } catch {
                giveUp("\(error)")
                return false
            }
            return state.withLock { state in
                guard let lost = state.lost else { return true }
                guard state.isUsable, lost <= sequence else { return false }
                state.lost = nil
                unlink(mark)
                return true
            }
        }
        return isWhole ?? true
    }

    func shutDown() async {
        look(now: HostClock.monotonic())
        try? await pool.shutdownGracefully()
        for continuation in state.withLock({ $0.takeAll() }) { continuation.resume() }
    }

    private func open(isFresh: Bool, _ entry: JournalEntry) throws(FileError) {
        try files.withLock { files throws(FileError) in
            try files.open(isFresh: isFresh)
            try files.append(entry.bytes, last: entry.sequence)
            try files.synchronise()
        }
    }

    private func reopen() throws(FileError) {
        let sequence = append(.began)
        try open(isFresh: true, JournalEntry(sequence, .began))
        state.withLock { $0.isUsable = true }
        logger.notice("what comes by no ring is kept again")
    }

    /// What is counted from now on, or waits, is in no file. It is counted all the same, but after a kill counters
    /// begin at 0, because they must not go back to something else.
    func giveUp(_ reason: String) {
        let descriptor = Glibc.open(mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if descriptor >= 0 { close(descriptor) } else { unlink(checkpoint) }
        let (continuations, isNew) = state.withLock { state in
            let isNew = state.isUsable || state.lost == nil
            state.isUsable = false
            state.isOverflowing = false
            state.lost = state.sequence
            state.pending = []
            state.failures += 1
            return (state.takeAll(), isNew)
        }
        for continuation in continuations { continuation.resume() }
        guard isNew else { return }
        logger.error(
            "cannot keep what comes by no ring; counters will begin at 0 if the agent is killed",
            metadata: ["reason": "\(reason)"])
    }
}

extension Journal.State {
    fileprivate mutating func takeSettled() -> [CheckedContinuation<Void, Never>] {
        let settled = waiting.filter { $0.sequence <= self.settled }.map(\.continuation)
        waiting.removeAll { $0.sequence <= self.settled }
        return settled
    }

    fileprivate mutating func takeAll() -> [CheckedContinuation<Void, Never>] {
        defer { waiting = [] }
        return waiting.map(\.continuation)
    }
}
