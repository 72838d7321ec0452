import FlagModel
import FlagSnapshot
import Telemetry
import Testing

@testable import Control

/// Ten healthy services on one host, each of which is replaced again and again with its calls in flight.
@Suite struct RollingRestartTests {
    static let services = 10
    static let perSecond: UInt64 = 5
    /// Seconds that a call takes: 60 of each service are in flight.
    static let duration: UInt64 = 12

    struct Service {
        var ring: UInt128
        /// By the second in which they began: the ids of calls.
        var inFlight: [UInt64: [UInt64]] = [:]
    }

    let feature = Feature(
        key: "chat",
        variants: [
            Variant(name: "stable", value: ["model": "a"], digest: "s1", models: ["a"], timeout: .seconds(30)),
            Variant(name: "handoff", value: ["static": "x"], digest: "o1"),
        ],
        onKill: "handoff", baseline: "stable", route: [], guards: [makeRule()])

    /// The whole of it, second by second; what the guards found.
    func run(restarts: Int, second body: (inout OutcomeLedger, UInt64) throws -> Void = { _, _ in }) rethrows
        -> (breaches: [Breach], ledger: OutcomeLedger)
    {
        var ledger = OutcomeLedger()
        ledger.update(changed: [feature], removed: [], states: [:], revision: 1, now: 1)
        var services = (0..<Self.services).map { Service(ring: UInt128($0 + 1)) }
        var (nextRing, nextCall) = (UInt128(Self.services + 1), UInt64(1))
        var breaches: [Breach] = []
        var second: UInt64 = 1_000
        func record(_ kind: RingRecord.Kind, _ call: UInt64) -> RingRecord {
            RingRecord(
                kind: kind, time: second * .second, feature: KeyHash.of("chat"), variant: KeyHash.of("stable"),
                revision: 1, decision: (1, call), unit: (0, call), latencyNanoseconds: Self.duration * .second)
        }
        for restart in 0...restarts {
            for step in 0..<UInt64(60) {
                second += 1
                let now = second * .second
                for index in services.indices {
                    for call in services[index].inFlight.removeValue(forKey: second - Self.duration) ?? [] {
                        ledger.take(record(.end, call), ring: services[index].ring, now: now)
                    }
                    services[index].inFlight[second] = (0..<Self.perSecond).map { nextCall + $0 }
                    nextCall += Self.perSecond
                    for call in services[index].inFlight[second] ?? [] {
                        ledger.take(record(.begin, call), ring: services[index].ring, now: now)
                    }
                    _ = ledger.watch(services[index].ring, now: now)
                }
                // One service every second is gone with what it has in flight, and another takes its place.
                if restart > 0, let index = services.indices.first(where: { UInt64($0) == step }) {
                    ledger.ringDied(services[index].ring, at: now, now: now)
                    services[index] = Service(ring: nextRing)
                    nextRing += 1
                }
                try body(&ledger, now)
                breaches += GuardEngine.evaluate(
                    feature, windows: ledger.windows, restrictions: RestrictionLadder([]), revision: 1, now: now)
            }
        }
        return (breaches, ledger)
    }

    @Test func `twenty rolling restarts trip nothing`() throws {
        let (breaches, ledger) = try run(restarts: 20)
        #expect(breaches.isEmpty)
        let lost = ledger.metrics.value(of: .requests, ["chat", "stable", "lost"]) ?? 0
        #expect(lost >= 20 * 10 * 50)
        #expect(ledger.metrics.value(of: .processesLost, ["chat", "stable"]) == 200)
        #expect(ledger.metrics.value(of: .requests, ["chat", "stable", "timeout"]) == nil)
    }

    @Test func `nor do they where the agent is restarted with them, and is away for half a minute`() throws {
        var seconds = 0
        let (breaches, _) = try run(restarts: 5) { ledger, now in
            seconds += 1
            guard seconds % 61 == 0 else { return }
            let bytes = ledger.checkpoint(bootID: "boot", rings: [:])
            ledger = try OutcomeLedger.restored(from: bytes, bootID: "boot").ledger
            ledger.update(changed: [feature], removed: [], states: [:], revision: 1, now: now)
        }
        #expect(breaches.isEmpty)
    }

    @Test func `a service that fails is found all the same`() {
        let failing = 0.5
        var generated: UInt64 = 0
        let (breaches, _) = run(restarts: 2) { ledger, now in
            for _ in 0..<20 {
                generated += 1
                let result: Outcome.Result = Double(generated % 10) < failing * 10 ? .error : .ok
                let outcome = Outcome(
                    source: .ring, feature: "chat", variant: "stable", result: result, time: now, revision: 1,
                    decision: UInt128(generated) << 70, unit: UInt128(generated))
                ledger.take(outcome, now: now)
            }
        }
        #expect(!breaches.isEmpty)
    }
}
