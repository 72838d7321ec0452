import FlagModel
import Telemetry
import Testing

@testable import Control

@Suite struct ErrorRateTestTests {
    func breaching(_ rule: GuardRule, _ series: Series, now: UInt64) -> [Window] {
        let tallies = WindowTallies([series], now: now)
        return ErrorRateTest.findings(rule, series: [series], tallies: tallies, now: now)
            .filter(\.breaches).map(\.window)
    }

    @Test func `a blip does not fire a rule over five minutes`() {
        var series = Series()
        for second in 1...300 { series.add(calls: 10, failures: second > 295 ? 10 : 0, at: UInt64(second) * .second) }
        // 50 failures in ten seconds; the rule would need 150 in its five minutes, and half of that here.
        #expect(breaching(makeRule(seconds: 300), series, now: 300 * .second).isEmpty)
        #expect(breaching(makeRule(seconds: 60), series, now: 300 * .second).contains(.tenSeconds))
    }

    @Test func `a blip right after the start fires nothing either`() {
        var series = Series()
        for second in 1...5 { series.add(calls: 10, failures: 5, at: UInt64(second) * .second) }
        // No five minutes have passed, yet their calls are expected.
        #expect(breaching(makeRule(seconds: 300), series, now: 5 * .second).isEmpty)
    }

    @Test func `a slow burn fires in a window longer than the declared one`() {
        var series = Series()
        for second in 1...1_800 {
            series.add(calls: 10, failures: second % 5 < 3 ? 1 : 0, at: UInt64(second) * .second)
        }
        let windows = breaching(makeRule(seconds: 60), series, now: 1_800 * .second)
        #expect(windows == [.thirtyMinutes])
    }

    @Test func `the last fifty decide only where no window of time can`() {
        var rare = Series()
        for hour in 1...5 { rare.add(calls: 1, failures: 1, at: UInt64(hour) * 3_600 * .second) }
        #expect(breaching(makeRule(), rare, now: 5 * 3_600 * .second) == [.lastFifty])
        var three = Series()
        for hour in 1...3 { three.add(calls: 1, failures: 1, at: UInt64(hour) * 3_600 * .second) }
        #expect(breaching(makeRule(), three, now: 3 * 3_600 * .second).isEmpty)
        var busy = Series()
        for second in 1...1_800 { busy.add(calls: 1, failures: 0, at: UInt64(second) * .second) }
        busy.add(calls: 1, failures: 1, at: 1_800 * .second)
        #expect(!breaching(makeRule(), busy, now: 1_800 * .second).contains(.lastFifty))
    }

    @Test func `the last fifty are at most a day old`() {
        var series = Series()
        for _ in 0..<10 { series.add(calls: 1, failures: 1, at: 1_000 * .second) }
        #expect(breaching(makeRule(), series, now: 86_000 * .second) == [.lastFifty])
        #expect(breaching(makeRule(), series, now: 88_000 * .second).isEmpty)
    }

    @Test func `one caller's burst does not fire`() {
        var series = Series()
        for second in 1...60 {
            let time = UInt64(second) * .second
            for call in 0..<20 { series.add(failed: call < 10, unit: call < 10 ? 1 : UInt64(call), at: time) }
        }
        #expect(breaching(makeRule(), series, now: 60 * .second).isEmpty)
        var spread = Series()
        for second in 1...60 {
            let time = UInt64(second) * .second
            for call in 0..<20 { spread.add(failed: call < 10, unit: UInt64(second * 20 + call), at: time) }
        }
        #expect(!breaching(makeRule(), spread, now: 60 * .second).isEmpty)
    }

    @Test func `a dead service with few callers fires by the last fifty`() {
        var series = Series()
        for second in 1...60 {
            for unit in 1...5 { series.add(failed: true, unit: UInt64(unit), at: UInt64(second) * .second) }
        }
        #expect(breaching(makeRule(), series, now: 60 * .second) == [.lastFifty])
    }

    @Test func `ten sampled outcomes are not a thousand`() {
        var sampled = Series()
        for second in 1...10 { sampled.add(failed: second <= 3, weight: 100, at: UInt64(second) * .second) }
        #expect(breaching(makeRule(), sampled, now: 10 * .second).isEmpty)
        var whole = Series()
        for second in 1...10 { whole.add(calls: 100, failures: second <= 3 ? 100 : 0, at: UInt64(second) * .second) }
        #expect(!breaching(makeRule(), whole, now: 10 * .second).isEmpty)
    }
}
