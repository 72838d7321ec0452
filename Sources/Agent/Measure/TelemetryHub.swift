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
        var positions: [UInt128: UInt64]
        /// Whether something was taken since the last checkpoint.
        var isDirty = false
        /// The mirror's, by which names are known; 0: none are, and what is taken in belongs to nothing.
        var mirrorVersion: UInt64 = 0
        /// Whether every ring has been read to its end once. Until then a call that seems to hang may have ended.
        var isCaughtUp = false
    }

    private let state: Mutex<State>

    init(_ ledger: OutcomeLedger = OutcomeLedger(), positions: [UInt128: UInt64] = [:]) {
        state = Mutex(State(ledger: ledger, positions: positions))
    }

    /// Takes what a ring held, and with it the ring's new position.
    func take(
        _ records: [RingRecord], _ judgements: [RingJudgement], of ring: UInt128, upTo position: UInt64, now: UInt64
    ) {
        state.withLock {
            for record in records { $0.ledger.take(record, ring: ring, now: now) }
            for judgement in judgements { $0.ledger.take(judgement, now: now) }
            $0.positions[ring] = position
            $0.isDirty = true
        }
    }

    func position(of ring: UInt128) -> UInt64 { state.withLock { $0.positions[ring] ?? 0 } }

    var knownRings: [UInt128: UInt64] { state.withLock { $0.positions } }

    /// The process that wrote it is gone, and everything in it has been taken.
    func ringDied(_ ring: UInt128, at time: UInt64, now: UInt64) {
        state.withLock {
            $0.ledger.ringDied(ring, at: time, now: now)
            $0.isDirty = true
        }
    }

    func forget(_ ring: UInt128) { state.withLock { _ = $0.positions.removeValue(forKey: ring) } }

    func take(_ batch: ReportDecoder.Batch, source: Outcome.Source, now: UInt64) {
        state.withLock {
            $0.ledger.take(batch, source: source, now: now)
            $0.isDirty = true
        }
    }

    /// Takes over what has changed in the mirror. What an older one says, or the same again, changes nothing.
    func update(_ mirror: Mirror, now: UInt64) {
        let states = mirror.effectiveStates
        state.withLock { state in
            let known = state.mirrorVersion
            guard known < mirror.version else { return }
            state.mirrorVersion = mirror.version
            let changed = mirror.served.filter { $0.value.isFeature && $0.value.version > known }.keys
            state.ledger.update(
                changed: changed.compactMap(mirror.feature),
                removed: state.ledger.catalog.features.keys.filter { !mirror.features.keys.contains($0) },
                states: states, revision: mirror.lineage?.revision ?? 0, now: now)
        }
    }

    var hasCatalog: Bool { state.withLock { $0.mirrorVersion > 0 } }

    func caughtUp() { state.withLock { $0.isCaughtUp = true } }

    func advance(now: UInt64) {
        state.withLock { if $0.isCaughtUp { $0.ledger.advance(now: now) } }
    }

    func restart(feature: String, target: String, from time: UInt64) {
        state.withLock { $0.ledger.restartWindows(feature: feature, target: target, from: time) }
    }

    /// A copy that later records do not touch.
    var windows: OutcomeWindows { state.withLock { $0.ledger.windows } }

    func traffic(now: UInt64) -> [String: [String]] { state.withLock { $0.ledger.windows.traffic(now: now) } }

    var callsInFlight: Int { state.withLock { $0.ledger.calls.inFlight } }

    func metrics(_ body: (inout MetricRegistry) -> Void) { state.withLock { body(&$0.ledger.metrics) } }

    func exposition(_ format: ExpositionFormat) -> [UInt8] {
        let registry = state.withLock { $0.ledger.metrics }
        return registry.exposition(format)
    }

    /// A copy of everything, to be kept on disk while the intake goes on; `nil` where nothing was taken since the last.
    func takeCopy() -> (ledger: OutcomeLedger, positions: [UInt128: UInt64])? {
        state.withLock {
            guard $0.isDirty else { return nil }
            $0.isDirty = false
            return ($0.ledger, $0.positions)
        }
    }

    /// The copy could not be kept: the next one has to be.
    func keepDirty() { state.withLock { $0.isDirty = true } }
}
