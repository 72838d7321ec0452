import FlagModel
import FlagSnapshot
import SeededRandom
import Testing

@testable import Telemetry

@Suite struct CallCorrelatorTests {
    static let start: UInt64 = 1_000 * .second
    let catalog = makeCatalog()

    func record(
        _ kind: RingRecord.Kind, _ result: RingRecord.Result = .ok, call: UInt64 = 1, attempt: UInt8 = 1,
        at time: UInt64 = start, variant: String = "stable", firstToken: UInt64 = 0
    ) -> RingRecord {
        RingRecord(
            kind: kind, result: result, attempt: attempt, time: time, feature: hash("chat"), variant: hash(variant),
            model: hash("a"), revision: 1, decision: (call, 7), firstTokenNanoseconds: firstToken)
    }

    /// Watches ring 1 every second, over these seconds after the start.
    func watch(
        _ calls: inout CallCorrelator, _ seconds: ClosedRange<UInt64>, isStopped: Bool = false
    ) -> [Outcome] {
        seconds.flatMap {
            calls.watch(1, at: Self.start + $0 * .second, catalog: catalog, isStopped: { isStopped })
        }
    }

    @Test func `a begin and its end are one outcome`() {
        var calls = CallCorrelator()
        #expect(calls.take(record(.begin), ring: 1, catalog: catalog, now: Self.start) == nil)
        #expect(calls.inFlight == 1)
        let end = record(.end, .error, at: Self.start + .second)
        guard case .outcome(let outcome)? = calls.take(end, ring: 1, catalog: catalog, now: Self.start) else {
            Issue.record("no outcome")
            return
        }
        #expect(outcome.feature == "chat")
        #expect(outcome.variant == "stable")
        #expect(outcome.model == "a")
        #expect(outcome.result == .error)
        #expect(outcome.time == Self.start + .second)
        #expect(outcome.decision == UInt128(1) << 64 | 7)
        #expect(calls.inFlight == 0)
    }

    @Test func `an end without a begin counts, and names that no document has are unknown`() {
        var calls = CallCorrelator()
        var end = record(.end)
        end.variant = 12_345
        end.model = 0
        end.decision = (0, 0)
        guard case .outcome(let outcome)? = calls.take(end, ring: 1, catalog: catalog, now: Self.start) else {
            Issue.record("no outcome")
            return
        }
        #expect(outcome.variant == Catalog.unknown)
        #expect(outcome.model == "")
    }

    @Test func `calls of a process that died are lost, once`() {
        var calls = CallCorrelator()
        for call: UInt64 in 1...3 {
            _ = calls.take(record(.begin, call: call), ring: call == 3 ? 2 : 1, catalog: catalog, now: Self.start)
        }
        let lost = calls.ringDied(1, at: Self.start + 5 * .second, catalog: catalog)
        #expect(lost.map(\.result) == [.lost, .lost])
        #expect(lost.allSatisfy { $0.time == Self.start + 5 * .second && $0.latencyNanoseconds == 5 * .second })
        #expect(calls.ringDied(1, at: Self.start, catalog: catalog).isEmpty)
        #expect(calls.inFlight == 1)
    }

    @Test func `an overdue call is a timeout once, and its late end brings only usage`() {
        var calls = CallCorrelator()
        _ = calls.take(record(.end, call: 99), ring: 1, catalog: catalog, now: Self.start)
        _ = calls.take(record(.begin), ring: 1, catalog: catalog, now: Self.start)
        #expect(watch(&calls, 0...4).isEmpty)
        let overdue = watch(&calls, 5...5)
        #expect(overdue.map(\.result) == [.timeout])
        #expect(overdue.map(\.time) == [Self.start + 3 * .second])
        #expect(watch(&calls, 6...6).isEmpty)
        let end = record(.end, at: Self.start + 6 * .second)
        guard case .late? = calls.take(end, ring: 1, catalog: catalog, now: Self.start) else {
            Issue.record("counted twice")
            return
        }
        #expect(calls.ringDied(1, at: Self.start, catalog: catalog).isEmpty)
    }

    @Test func `an overdue call of a process that died is not lost as well`() {
        var calls = CallCorrelator()
        _ = calls.take(record(.end, call: 99), ring: 1, catalog: catalog, now: Self.start)
        _ = calls.take(record(.begin), ring: 1, catalog: catalog, now: Self.start)
        #expect(watch(&calls, 0...5).count == 1)
        #expect(calls.ringDied(1, at: Self.start + 5 * .second, catalog: catalog).isEmpty)
    }

    @Test(arguments: [(UInt64(0), UInt64(60)), (1, 600)])
    func `a call that may be a stream is given time`(firstToken: UInt64, patience: UInt64) {
        var calls = CallCorrelator()
        if firstToken > 0 {
            let stream = record(.end, call: 99, firstToken: firstToken)
            _ = calls.take(stream, ring: 1, catalog: catalog, now: Self.start)
        }
        _ = calls.take(record(.begin), ring: 1, catalog: catalog, now: Self.start)
        #expect(watch(&calls, 0...patience).isEmpty)
        #expect(watch(&calls, patience + 1...patience + 2).count == 1)
    }

    @Test func `a call without a known timeout is forgotten after an hour`() {
        var calls = CallCorrelator()
        _ = calls.take(record(.begin, variant: "handoff"), ring: 1, catalog: catalog, now: Self.start)
        #expect(watch(&calls, 0...3_500).isEmpty)
        #expect(calls.inFlight == 1)
        #expect(watch(&calls, 3_501...3_601).isEmpty)
        #expect(calls.inFlight == 0)
        #expect(calls.untracked == 1)
    }

    @Test func `the table is bounded and takes no call from the future`() {
        var calls = CallCorrelator(limit: 32)
        for call: UInt64 in 1...5 {
            _ = calls.take(record(.begin, call: call), ring: 1, catalog: catalog, now: Self.start)
        }
        #expect(calls.share == 2)
        #expect(calls.inFlight == 2)
        #expect(calls.untracked == 3)
        var other = CallCorrelator()
        _ = other.take(record(.begin, at: .max), ring: 1, catalog: catalog, now: Self.start)
        #expect(other.inFlight == 0)
    }

    @Test func `absurd records never trap`() {
        var generator = SeededGenerator(seed: 12)
        var calls = CallCorrelator(limit: 100)
        var windows = makeWindows()
        let numbers: [UInt64] = [0, 1, 7, Self.start, .max, .max - 1, hash("chat"), hash("stable")]
        for _ in 0..<20_000 {
            func number() -> UInt64 { numbers.randomElement(using: &generator) ?? 0 }
            let absurd = RingRecord(
                kind: Bool.random(using: &generator) ? .begin : .end, result: .cancelled,
                attempt: UInt8(truncatingIfNeeded: number()), time: number(), feature: number(), variant: number(),
                model: number(), revision: number(), decision: (number(), number()), unit: (number(), number()),
                latencyNanoseconds: number(), firstTokenNanoseconds: number(),
                weight: [0, -1, .nan, .infinity, 1, 1e30].randomElement(using: &generator) ?? 1,
                costMicros: Int64(bitPattern: number()))
            let now = number()
            if case .outcome(let outcome)? = calls.take(absurd, ring: 1, catalog: catalog, now: now) {
                _ = windows.take(outcome, now: now)
                #expect(RecordBounds.weight.contains(outcome.weight))
            }
            _ = calls.watch(1, at: now, catalog: catalog)
            _ = windows.tally(.fiveMinutes, now: number())
        }
        #expect(calls.inFlight <= 100)
    }
}
