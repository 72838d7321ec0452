internal import CSystemCalls
internal import FlagSnapshot

/// One thread's view of a namespace: its own mapping of control page and snapshot, so that nothing is ever unmapped
/// under anybody.
struct ReaderCore: ~Copyable {
    let client: UnsafePointer<ClientCore>
    var path: PathBuffer
    let memory: CallMemory

    var controlPage: MappedFile?
    var control: ControlPageReader?
    var snapshotFile: MappedFile?
    var snapshot: SnapshotView?
    /// What is left of the snapshot before.
    var retired: MappedFile?
    /// The snapshot that follows, as far as it has been taken.
    var arrival: SnapshotArrival?

    /// A generation that was announced and could not be read.
    var refusedGeneration: UInt64 = 0
    /// The control page is another one than the snapshot's: its count started anew, whatever its numbers.
    var isNewLineage = false
    private var turn = Turn()
    /// So many evaluations in a turn of the clock are made by who does nothing else.
    var saturation: UInt64 = 1024
    /// When to look at everything again that is not looked at in every evaluation.
    var nextRefresh: UInt64 = 0
    /// When the control page may be opened by path again.
    var nextOpening: UInt64 = 0
    var notedRevision: UInt64 = 0

    /// The process in which the following were drawn.
    private(set) var token: UInt64 = 0
    private var chance: UInt64 = 0
    private var counter: UInt64 = 0
    /// What turns monotonic into Unix nanoseconds.
    var realtimeOffset: UInt64 = 0

    /// The time in which the clock says the same: it moves some hundred times a second.
    private struct Turn {
        /// What it says.
        var start: UInt64 = 0
        /// How far the reader's `counter` was then.
        var counter: UInt64 = 0
        /// How many evaluations there were in the turn just before.
        var before: UInt64 = 0

        static var longest: UInt64 { 20_000_000 }
    }

    init?(client: UnsafePointer<ClientCore>) {
        guard let path = PathBuffer(directory: client.pointee.directory.start), let memory = CallMemory() else {
            return nil
        }
        self.client = client
        self.path = path
        self.memory = memory
        refresh(at: system_monotonic_coarse())
        awaitRing()
    }

    /// Another thread may be making the process's ring at this moment: what this reader reported before it is there
    /// would be lost, and not even counted. Bounded, and only when a reader is made.
    private func awaitRing() {
        var attempts = 0
        while control != nil, client.pointee.process.ring == nil, client.pointee.process.isLocked, attempts < 100 {
            system_pause()
            attempts &+= 1
        }
    }

    deinit {
        memory.unmap()
        controlPage?.unmap()
        snapshotFile?.unmap()
        retired?.unmap()
        arrival?.abandon()
    }

    /// An evaluation, with what it rests on.
    struct Decided {
        var evaluation: Evaluation
        var revision: UInt64
        var generation: UInt64
        var age: UInt64
        var id: (high: UInt64, low: UInt64)
    }

    /// - Parameter evaluate: evaluates the key.
    @inline(__always)
    mutating func decide(_ key: Bytes, by evaluate: (Evaluator) -> Evaluation) -> Decided {
        let now = system_monotonic_coarse()
        if now != turn.start || client.pointee.process.token != token { begin(turn: now) }
        // Before the overrides: a decision never claims a later revision than it saw.
        var revision = control?.revision ?? 0
        if let control, control.generation != generation, control.generation != refusedGeneration {
            takeSnapshot(control.generation, inSteps: isAskedAllTheTime)
        } else if retired != nil {
            unmapPieceOfRetired()
        }
        guard let snapshot else {
            return Decided(
                evaluation: Evaluation(status: .notReady, feature: KeyHash.of(key)), revision: revision,
                generation: 0, age: age(at: now), id: nextID(now))
        }
        revision = supported(revision)
        if revision != notedRevision { noteRead(at: now, revision: revision) }
        let time = EvaluationTime(monotonic: now, unixMilliseconds: (now &+ realtimeOffset) / 1_000_000)
        let evaluation = evaluate(
            Evaluator(snapshot: snapshot, control: control, arena: memory.arena, now: time))
        return Decided(
            evaluation: evaluation, revision: revision, generation: snapshot.generation, age: age(at: now),
            id: nextID(now))
    }

    /// What a decision may say that it rests on: no more than the snapshot, where that is not the one that is announced.
    @inline(__always)
    func supported(_ revision: UInt64) -> UInt64 {
        guard let snapshot, revision == 0 || isNewLineage || snapshot.generation != control?.generation else {
            return revision
        }
        return revision == 0 ? snapshot.revision : min(revision, snapshot.revision)
    }

    @inline(never)
    private mutating func begin(turn now: UInt64) {
        let isNext = now &- turn.start < Turn.longest
        turn = Turn(start: now, counter: counter, before: isNext ? counter &- turn.counter : 0)
        if now >= nextRefresh || client.pointee.process.token != token { refresh(at: now) }
    }

    /// Whether the next evaluation follows at once: so it was in the turn before, and so it is again.
    var isAskedAllTheTime: Bool { turn.before >= saturation && counter &- turn.counter >= 32 }

    /// Generation of the snapshot being read; 0: none.
    @inline(__always)
    var generation: UInt64 { snapshot?.generation ?? 0 }

    /// Nanoseconds since the agent last confirmed what is read; `UInt64.max`: never.
    @inline(__always)
    func age(at now: UInt64) -> UInt64 {
        guard let confirmed = control?.confirmedAt, confirmed > 0 else { return .max }
        return now > confirmed ? now &- confirmed : 0
    }

    /// 48 bits of Unix milliseconds, 40 of chance, 40 of a counter.
    @inline(__always)
    private mutating func nextID(_ now: UInt64) -> (high: UInt64, low: UInt64) {
        counter = (counter &+ 1) & 0xff_ffff_ffff
        let milliseconds = (now &+ realtimeOffset) / 1_000_000
        return (milliseconds &<< 16 | chance &>> 24, (chance & 0xff_ffff) &<< 40 | counter)
    }

    /// Draws what a forked child must not share with its parent.
    mutating func takeIdentity() {
        let current = client.pointee.process.drawToken()
        guard token != current else { return }
        arrival?.abandonInChild()
        arrival = nil
        token = current
        chance = ProcessPage.random() & 0xff_ffff_ffff
        counter = 0
        turn = Turn()
        notedRevision = 0
    }
}
