import FlagModel
import FlagSnapshot
import SeededRandom
import Testing

@testable import Telemetry

@Suite struct OutcomeWindowsTests {
    @Test func `a record is placed by its own time`() {
        var windows = makeWindows()
        let now: UInt64 = 10_000 * .second
        for age: UInt64 in [0, 9, 15, 45, 250, 1_500, 5_000] {
            _ = windows.take(makeOutcome(.error, time: now - age * .second), now: now)
        }
        let counts = Window.allCases.map { windows.tally($0, now: now).calls }
        #expect(counts == [2, 3, 4, 5, 6, 7])
        // An agent that drains old rings does not see them as now.
        #expect(windows.tally(.tenSeconds, now: now + 60 * .second).calls == 0)
    }

    @Test func `windows agree with counting every record anew`() {
        var generator = SeededGenerator(seed: 2)
        var series = Series()
        var records: [(time: UInt64, failed: Bool)] = []
        var now: UInt64 = 100_000 * .second
        for _ in 0..<2_000 {
            now += UInt64.random(in: 0...(2 * .second), using: &generator)
            let late = Bool.random(using: &generator) ? 0 : UInt64.random(in: 0...(400 * .second), using: &generator)
            let failed = Int.random(in: 0..<5, using: &generator) == 0
            series.add(failed: failed, at: now - late)
            records.append((now - late, failed))
            for window in [Window.tenSeconds, .twentySeconds, .oneMinute] {
                let inside = records.suffix(1_000).filter {
                    $0.time / .second + window.length / .second > now / .second && $0.time <= now
                }
                let tally = Series.tally([series], window, now: now)
                #expect(tally.calls == Double(inside.count))
                #expect(tally.failures == Double(inside.count { $0.failed }))
            }
        }
    }

    @Test func `what is too far ahead or too old is not judged`() {
        var windows = makeWindows()
        let now: UInt64 = 100_000 * .second
        #expect(windows.take(makeOutcome(time: now + 6 * .second), now: now) == .future)
        #expect(windows.take(makeOutcome(time: now + 4 * .second), now: now) == .judged)
        #expect(windows.take(makeOutcome(time: now - 90_000 * .second), now: now) == .tooOld)
        #expect(windows.take(makeOutcome(time: 0), now: 5) == .tooOld)
        #expect(windows.tally(.tenSeconds, now: now).calls == 1)
    }

    @Test(arguments: [
        (Outcome.Result.ok, 1, 1.0, 0.0), (.error, 1, 1, 1), (.timeout, 1, 1, 1), (.rateLimited, 1, 1, 1),
        (.lost, 1, 0, 0), (.contentPolicy, 1, 1, 0), (.cancelled, 1, 0, 0), (.notMade, 1, 0, 0), (.error, 2, 0, 0),
    ])
    func `only first attempts count, and only what the service failed`(
        result: Outcome.Result, attempt: Int, calls: Double, failures: Double
    ) {
        var windows = makeWindows()
        let now: UInt64 = 1_000 * .second
        _ = windows.take(makeOutcome(result, time: now, attempt: attempt), now: now)
        let tally = windows.tally(.oneMinute, now: now)
        #expect(tally.calls == calls)
        #expect(tally.failures == failures)
    }

    @Test func `a changed variant starts afresh and late records of the old one are left out`() {
        var windows = makeWindows()
        var now: UInt64 = 1_000 * .second
        _ = windows.take(makeOutcome(.error, variant: "canary", time: now), now: now)
        _ = windows.take(makeOutcome(.error, variant: "stable", time: now), now: now)
        now += .second
        let changed = makeCatalog(makeFeature(canaryDigest: "c2"))
        windows.update(catalog: changed, states: [:], revision: 5, now: now)
        #expect(windows.readings(of: "chat").map(\.variant) == ["stable"])
        #expect(windows.take(makeOutcome(variant: "canary", time: now, revision: 4), now: now) == .superseded)
        #expect(windows.take(makeOutcome(variant: "canary", time: now - 1, revision: 0), now: now) == .superseded)
        #expect(windows.take(makeOutcome(variant: "canary", time: now, revision: 5), now: now) == .judged)
        #expect(windows.readings(of: "chat").first?.digest == "c2")
    }

    @Test func `yesterday's failures do not count after a restore`() {
        var windows = makeWindows()
        var now: UInt64 = 1_000 * .second
        _ = windows.take(makeOutcome(.error, variant: "canary", time: now), now: now)
        now += .second
        let restored = ["chat": FeatureState(key: "chat", cleared: ["canary": 8])]
        windows.update(catalog: makeCatalog(), states: restored, revision: 8, now: now)
        #expect(windows.readings(of: "chat").isEmpty)
        #expect(windows.take(makeOutcome(variant: "canary", time: now, revision: 7), now: now) == .superseded)
        #expect(windows.take(makeOutcome(variant: "canary", time: now - 1, revision: 0), now: now) == .superseded)
        #expect(windows.take(makeOutcome(variant: "canary", time: now, revision: 8), now: now) == .judged)
        #expect(windows.take(makeOutcome(variant: "stable", time: now, revision: 7), now: now) == .judged)
        // The same state again changes nothing.
        windows.update(catalog: makeCatalog(), states: restored, revision: 9, now: now)
        #expect(windows.readings(of: "chat").count == 2)
    }

    @Test func `a restarted target is judged on what happens afterwards`() {
        var windows = makeWindows()
        let now: UInt64 = 1_000 * .second
        _ = windows.take(makeOutcome(.error, variant: "canary", time: now), now: now)
        windows.restart(feature: "chat", target: FeatureState.wholeFeature, from: now + .second)
        #expect(windows.readings(of: "chat").isEmpty)
        #expect(windows.take(makeOutcome(.error, variant: "canary", time: now), now: now) == .superseded)
        let later = now + 2 * .second
        #expect(windows.take(makeOutcome(.error, variant: "canary", time: later), now: later) == .judged)
    }

    @Test func `outcomes that name no variant count for the feature, those that name an unknown one for nothing`() {
        var windows = makeWindows()
        let now: UInt64 = 1_000 * .second
        #expect(windows.take(makeOutcome(.error, variant: "invented", time: now), now: now) == .unknownVariant)
        #expect(windows.readings(of: "chat").isEmpty && windows.source(of: "chat") == nil)
        #expect(windows.take(makeOutcome(variant: "", time: now), now: now) == .judged)
        #expect(windows.readings(of: "chat").map(\.variant) == [Catalog.unsaid])
        var outcome = makeOutcome(time: now)
        outcome.feature = "invented"
        #expect(windows.take(outcome, now: now) == .unknownFeature)
    }

    @Test func `the number of series is bounded and what found no room is counted`() {
        var windows = OutcomeWindows(seriesLimit: 1)
        windows.update(catalog: makeCatalog(), states: [:], revision: 1, now: 0)
        let now: UInt64 = 1_000 * .second
        #expect(windows.take(makeOutcome(variant: "stable", time: now), now: now) == .judged)
        #expect(windows.take(makeOutcome(variant: "canary", time: now), now: now) == .overflow)
        #expect(windows.overflow == 1)
        windows.update(catalog: makeCatalog(makeFeature("other-one")), states: [:], revision: 2, now: now)
        #expect(windows.seriesCount == 0)
    }

    @Test func `a feature is reporting from its first outcome on, until its windows start afresh`() {
        var windows = OutcomeWindows()
        windows.update(
            catalog: makeCatalog(makeFeature("chat"), makeFeature("search")), states: [:], revision: 1, now: 0)
        #expect(windows.reporting.isEmpty)
        let now: UInt64 = 1_000 * .second
        for variant in ["stable", "canary"] {
            #expect(windows.take(makeOutcome(variant: variant, time: now), now: now) == .judged)
        }
        #expect(windows.reporting == ["chat"])
        windows.restart(feature: "chat", target: "canary", from: now)
        #expect(windows.reporting == ["chat"])
        windows.restart(feature: "chat", target: FeatureState.wholeFeature, from: now)
        #expect(windows.reporting.isEmpty)
        #expect(windows.take(makeOutcome(time: now), now: now) == .judged)
        windows.update(catalog: makeCatalog(makeFeature("search")), states: [:], revision: 2, now: now)
        #expect(windows.reporting.isEmpty)
    }

    @Test func `traffic is what had calls in the last five minutes`() {
        var windows = makeWindows()
        let now: UInt64 = 1_000 * .second
        _ = windows.take(makeOutcome(variant: "canary", time: now), now: now)
        #expect(windows.traffic(now: now + 200 * .second) == ["chat": ["canary"]])
        #expect(windows.traffic(now: now + 400 * .second).isEmpty)
    }
}
