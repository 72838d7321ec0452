import AgentCore
import FlagModel
import FlagSnapshot
import FlagStore
import Synchronization
import Telemetry

/// What services report, gathered from all doors behind one lock. Ring positions live under the same lock as what was
/// read, so that a checkpoint never has one without the other.
final class TelemetryHub: Sendable {
    struct State {
        var ledger: OutcomeLedger
        /// How far each ring has been taken in.
        var rings: [UInt128: RingProgress]
        /// Names that series may be labelled with.
        var names = DeclaredNames()
        /// Of the last life: reports and counts that stand in no checkpoint, until they are taken over.
        var recovered: (reports: [JournalEntry], shown: [KeptSeries])?
        /// Whether something was counted since the last checkpoint.
        var isDirty = false
        /// The mirror's, by which names are known; 0: none are, and what is taken in belongs to nothing.
        var mirrorVersion: UInt64 = 0
        /// Whether every ring has been read to its end once. Until then counts may be less than an earlier life has shown.
        var isCaughtUp = false
    }

    /// A copy to be kept, which later records do not touch.
    struct Copy: Sendable {
        var ledger: OutcomeLedger
        var rings: [UInt128: RingProgress]
        /// The journal's last entry that is in it.
        var sequence: UInt64
        fileprivate var epoch: UInt64

        var positions: [UInt128: UInt64] { rings.mapValues(\.position) }
    }

    private let state: Mutex<State>
    private let journal: Journal
    /// Monotonic nanoseconds.
    private let patienceEnds = HostClock.monotonic() &+ 3_000_000_000

    init(_ kept: KeptCounts) {
        var ledger = kept.recovery.ledger
        ledger.metrics.raise(kept.recovery.shown, origin: .agent)
        state = Mutex(
            State(
                ledger: ledger, rings: kept.recovery.rings,
                recovered: kept.recovery.isEmpty ? nil : (kept.recovery.reports, kept.recovery.shown)))
        journal = kept.journal
    }

    /// Counts something, whose series begin now if they have not begun.
    private func change<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
        state.withLock { state in
            state.ledger.metrics.time = HostClock.unixMilliseconds()
            state.isDirty = true
            return body(&state)
        }
    }

    // MARK: Taking in

    /// Takes what a ring held, and with it the ring's new position.
    func take(
        _ records: [RingRecord], _ judgements: [RingJudgement], of ring: UInt128, user: UInt32, upTo position: UInt64,
        now: UInt64
    ) {
        change {
            for record in records { $0.ledger.take(record, ring: ring, user: user, now: now) }
            for judgement in judgements { $0.ledger.take(judgement, now: now) }
            $0.rings[ring, default: RingProgress()].position = position
        }
    }

    /// Takes over what a ring's process says that it has dropped in all.
    func take(dropped total: UInt64, of ring: UInt128) {
        guard state.withLock({ $0.rings[ring]?.dropped ?? 0 }) < total else { return }
        change {
            let known = $0.rings[ring]?.dropped ?? 0
            $0.rings[ring, default: RingProgress()].dropped = total
            $0.ledger.metrics.add(
                Double(total - known), to: .intakeDropped, [Outcome.Source.ring.rawValue, "ring_full"])
        }
    }

    func position(of ring: UInt128) -> UInt64 { state.withLock { $0.rings[ring]?.position ?? 0 } }

    var knownRings: Set<UInt128> { state.withLock { Set($0.rings.keys) } }

    /// The process that wrote it is gone, and everything in it has been taken.
    func ringDied(_ ring: UInt128, at time: UInt64, now: UInt64) {
        change { $0.ledger.ringDied(ring, at: time, now: now) }
    }

    /// The process that writes the ring lives, and all that it had written by now was taken.
    /// - Parameter isStopped: asked only where a call is overdue.
    func watch(_ ring: UInt128, now: UInt64, isStopped: () -> Bool) {
        state.withLock { state in
            state.ledger.metrics.time = HostClock.unixMilliseconds()
            if state.ledger.watch(ring, now: now, isStopped: isStopped) { state.isDirty = true }
        }
    }

    func forget(_ ring: UInt128) {
        state.withLock {
            $0.rings[ring] = nil
            $0.ledger.forget(ring)
        }
    }

    /// The names that reports may use.
    var knownNames: KnownNames { state.withLock { $0.ledger.names } }

    /// Takes what came by another way than the rings. It holds at once; `settle` says when it outlasts the process.
    /// - Parameter user: who sent it, where that is known.
    @discardableResult
    func take(_ batch: ReportDecoder.Batch, source: Outcome.Source, user: UInt32?, now: UInt64) -> UInt64 {
        let user = user ?? Reporter.nobody
        return change {
            $0.ledger.take(batch, source: source, of: Reporter(user: user), now: now)
            return journal.append(.reports(batch, source, user: user, time: now))
        }
    }

    func settle(_ sequence: UInt64) async { await journal.settle(sequence) }

    /// Takes over what has changed in the mirror. What an older one says, or the same again, changes nothing.
    func update(_ mirror: Mirror, now: UInt64) {
        let states = mirror.effectiveStates
        guard state.withLock({ $0.mirrorVersion < mirror.version }) else { return }
        change { state in
            let known = state.mirrorVersion
            guard known < mirror.version else { return }
            state.mirrorVersion = mirror.version
            let changed = mirror.served.filter { $0.value.version > known }
            let features = changed.keys.compactMap(mirror.feature)
            state.ledger.update(
                changed: features,
                removed: state.ledger.catalog.features.keys.filter { !mirror.features.keys.contains($0) },
                states: states, prices: mirror.documents.prices, revision: mirror.lineage?.revision ?? 0, now: now)
            let hasEnded = state.names.update(
                features: features, flags: changed.filter { !$0.value.isFeature }.map(\.key),
                isServed: mirror.served.keys.contains)
            for feature in features {
                if let entry = state.names.entries[feature.key] { state.ledger.metrics.declare(feature.key, entry) }
            }
            if hasEnded || state.ledger.metrics.hasEnding { state.ledger.metrics.follow(state.names, now: now) }
        }
    }

    var hasCatalog: Bool { state.withLock { $0.mirrorVersion > 0 } }

    /// Reporters whose weights have come to be too far apart.
    func takeUneven() -> [UnevenReporter] { state.withLock { $0.ledger.takeUneven() } }

    // MARK: Going on after an earlier life

    /// Takes again what the last life had taken and not kept; names have to be known.
    func takeRecovered() {
        change { state in
            for entry in state.recovered?.reports ?? [] {
                guard case .reports(let batch, let source, let user, let time) = entry.content else { continue }
                state.ledger.take(batch, source: source, of: Reporter(user: user), now: time)
            }
            state.recovered?.reports = []
        }
    }

    /// Every ring has been read to its end once: what had been counted is counted again.
    func caughtUp(now: UInt64) {
        change { state in
            state.ledger.metrics.raise(state.recovered?.shown ?? [], origin: .reports)
            state.recovered = nil
            // Of what nobody names any more nothing comes back.
            state.ledger.metrics.follow(state.names, now: now, grace: 0)
            state.isCaughtUp = true
        }
    }

    var isCaughtUp: Bool { state.withLock { $0.isCaughtUp } }

    /// Waits until it is, though not beyond the agent's first seconds: where the store is away and no document is known,
    /// rings are not read, and gauges are wanted all the same.
    func awaitCaughtUp() async {
        while !isCaughtUp, HostClock.monotonic() < patienceEnds, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    // MARK: Reading

    func restart(feature: String, target: String, from time: UInt64) {
        change { $0.ledger.restartWindows(feature: feature, target: target, from: time) }
    }

    /// A copy that later records do not touch.
    var windows: OutcomeWindows { state.withLock { $0.ledger.windows } }

    func traffic(now: UInt64) -> [String: [String]] { state.withLock { $0.ledger.windows.traffic(now: now) } }

    var callsInFlight: Int { state.withLock { $0.ledger.calls.inFlight } }

    /// Counts.
    func count(_ body: (inout MetricRegistry) -> Void) { change { body(&$0.ledger.metrics) } }

    /// Says how things are, which no checkpoint keeps.
    func show(_ body: (inout MetricRegistry) -> Void) { state.withLock { body(&$0.ledger.metrics) } }

    /// All series. What is shown is written down first: no later life of the agent shows less.
    func exposition(_ format: ExpositionFormat) async -> [UInt8] {
        let (registry, isComplete, sequence) = state.withLock { state in
            let unkept = state.ledger.metrics.unkept.filter { state.isCaughtUp || $0.family.origin == .agent }
            let sequence = unkept.isEmpty ? journal.sequence : journal.append(.shown(unkept))
            return (state.ledger.metrics, state.isCaughtUp, sequence)
        }
        await journal.settle(sequence)
        return registry.exposition(format, isComplete: isComplete)
    }

    // MARK: Keeping

    /// A copy of everything, to be kept on disk while the intake goes on; `nil` where nothing was counted since the last,
    /// or not everything is there again.
    /// - Parameter isFinal: whether it is the last one, and wanted in any case.
    func takeCopy(now: UInt64, isFinal: Bool) -> Copy? {
        state.withLock { state in
            state.ledger.metrics.endSeries(now: now)
            guard state.isDirty || isFinal, state.recovered == nil else { return nil }
            state.isDirty = false
            let epoch = state.ledger.metrics.beginEpoch()
            return Copy(ledger: state.ledger, rings: state.rings, sequence: journal.sequence, epoch: epoch)
        }
    }

    /// The copy is kept.
    func kept(_ copy: Copy) async {
        state.withLock { $0.ledger.metrics.kept(copy.epoch) }
        if await !journal.checkpointed(upTo: copy.sequence) { keepDirty() }
    }

    /// The copy could not be kept: the next one has to be.
    func keepDirty() { state.withLock { $0.isDirty = true } }
}
