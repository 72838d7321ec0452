import FlagModel
import FlagSnapshot
import Testing

@testable import Telemetry

/// Calls that are in flight while something else happens than their model failing.
@Suite struct CallWatchTests {
    static let start: UInt64 = 1_000 * .second
    let catalog = makeCatalog()

    /// Ring 1 with 60 calls in flight of a variant that is known to answer whole, within 3 s.
    func makeCalls() -> CallCorrelator {
        var calls = CallCorrelator()
        for call: UInt64 in 0...60 {
            let record = RingRecord(
                kind: call == 0 ? .end : .begin, time: Self.start, feature: hash("chat"), variant: hash("stable"),
                revision: 1, decision: (1, call))
            _ = calls.take(record, ring: 1, catalog: catalog, now: Self.start)
        }
        return calls
    }

    func watch(
        _ calls: inout CallCorrelator, _ seconds: ClosedRange<UInt64>, isStopped: Bool = false
    ) -> [Outcome] {
        seconds.flatMap {
            calls.watch(1, at: Self.start + $0 * .second, catalog: catalog, isStopped: { isStopped })
        }
    }

    @Test func `calls that hang in a process that runs are overdue`() {
        var calls = makeCalls()
        #expect(watch(&calls, 0...4).isEmpty)
        #expect(watch(&calls, 5...5).count == 60)
    }

    @Test func `calls of a ring that nobody reads are not overdue, however long ago they began`() {
        // The agent was restarted, and with it went the rings' directory.
        var calls = makeCalls()
        #expect(calls.watch(2, at: Self.start + 300 * .second, catalog: catalog).isEmpty)
        let lost = calls.ringDied(1, at: Self.start + 600 * .second, catalog: catalog)
        #expect(lost.count == 60 && lost.allSatisfy { $0.result == .lost })
    }

    @Test func `an agent that was restarted or stood still gives every call its time again`() {
        var calls = makeCalls()
        #expect(watch(&calls, 0...2).isEmpty)
        #expect(watch(&calls, 30...34).isEmpty)
        #expect(watch(&calls, 35...35).count == 60)
    }

    @Test func `calls of a process that is stopped have their time again once it goes on`() {
        var calls = makeCalls()
        #expect(watch(&calls, 0...4).isEmpty)
        #expect(watch(&calls, 5...300, isStopped: true).isEmpty)
        #expect(watch(&calls, 301...304).count == 0)
        #expect(watch(&calls, 305...310).count == 60)
    }

    @Test func `a ring that is not read any more leaves nothing behind`() {
        var calls = makeCalls()
        calls.forget(1)
        #expect(calls.inFlight == 0)
        #expect(calls.untracked == 60)
    }

    @Test func `one process with very many calls takes no room of others`() {
        var calls = CallCorrelator()
        func begin(_ call: UInt64, ring: UInt128) {
            let record = RingRecord(
                kind: .begin, time: Self.start, feature: hash("chat"), variant: hash("stable"), revision: 1,
                decision: (call, 9))
            _ = calls.take(record, ring: ring, catalog: catalog, now: Self.start)
        }
        for call: UInt64 in 0..<70_000 { begin(call, ring: 1) }
        #expect(calls.inFlight == 4_096)
        // Sixteen such processes take all there is, and give way to one that has little.
        for ring: UInt128 in 2...16 { for call: UInt64 in 0..<4_096 { begin(call, ring: ring) } }
        #expect(calls.inFlight == 65_536)
        for call: UInt64 in 0..<100 { begin(call, ring: 99) }
        #expect(calls.processes[99]?.calls.count == 100)
        #expect(calls.inFlight == 65_536)
    }
}
