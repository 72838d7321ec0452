import FlagSnapshot
import Testing

@testable import Telemetry

@Suite struct JudgedSourceTests {
    static let start: UInt64 = 100_000 * .second

    /// Reports of a source over some seconds, evenly; how many of them were judged.
    func report(
        _ judged: inout JudgedSource, _ source: Outcome.Source, _ count: UInt64, over seconds: UInt64,
        from time: UInt64 = start
    ) -> Int {
        (0..<count).reduce(0) { sum, index in
            sum + (judged.take(source, now: time + index * seconds * .second / count) ? 1 : 0)
        }
    }

    @Test func `a higher source takes the place at a rate worth judging`() {
        var judged = JudgedSource()
        #expect(report(&judged, .http, 100, over: 60) == 100)
        #expect(report(&judged, .ring, 49, over: 60) == 0)
        #expect(judged.source == .http)
        #expect(report(&judged, .ring, 51, over: 60) == 51)
        #expect(judged.source == .ring)
        #expect(report(&judged, .http, 100, over: 60) == 0)
    }

    @Test func `a few reports take no place, however quiet it is`() {
        var judged = JudgedSource()
        #expect(report(&judged, .datagram, 1, over: 1) == 1)
        #expect(report(&judged, .ring, 9, over: 60) == 0)
        #expect(report(&judged, .ring, 1, over: 60) == 1)
    }

    @Test func `a stray report of a higher source silences nobody`() {
        var judged = JudgedSource()
        #expect(report(&judged, .ring, 1, over: 1) == 1)
        #expect(report(&judged, .http, 60, over: 60) == 56)
        #expect(report(&judged, .ring, 1, over: 1, from: Self.start + 61 * .second) == 0)
        #expect(judged.source == .http)
    }

    @Test func `where nothing comes from the source that is judged, any other is`() {
        var judged = JudgedSource()
        #expect(report(&judged, .ring, 1, over: 1) == 1)
        let later = Self.start + 2 * JudgedSource.stretch
        #expect(report(&judged, .datagram, 1, over: 1, from: later) == 1)
        #expect(judged.source == .datagram)
    }

    @Test func `two sources with thin traffic do not take turns`() {
        var judged = JudgedSource()
        var changes = 0
        for minute: UInt64 in 0..<600 {
            let before = judged.source
            _ = judged.take(minute % 2 == 0 ? .ring : .http, now: Self.start + minute * 60 * .second)
            if let before, before != judged.source { changes += 1 }
        }
        #expect(changes == 0)
    }

    @Test func `a service that goes over to a lower source is judged within minutes`() {
        var judged = JudgedSource()
        #expect(report(&judged, .ring, 6_000, over: 600) == 6_000)
        let later = Self.start + 600 * .second
        #expect(report(&judged, .http, 9_000, over: 900, from: later) >= 3_000)
        #expect(judged.source == .http)
    }

    @Test func `what the windows hold stays when another source is judged`() {
        var windows = makeWindows()
        let now = Self.start
        for call: UInt128 in 1...40 {
            _ = windows.take(makeOutcome(.error, source: .http, time: now, decision: call), now: now)
        }
        for call: UInt128 in 1...400 {
            _ = windows.take(makeOutcome(.ok, source: .ring, time: now, decision: call), now: now)
        }
        #expect(windows.source(of: "chat") == .ring)
        #expect(windows.tally(.oneMinute, now: now).failures == 40)
    }
}
