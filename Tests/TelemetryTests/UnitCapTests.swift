import SeededRandom
import Testing

@testable import Telemetry

@Suite struct UnitCapTests {
    @Test(arguments: [
        // One caller's hundred failures count as two.
        ([100.0], 0.0, 2.0),
        ([100, 100, 100, 100, 100], 0, 10),
        // Twenty callers with five each: nobody is above a tenth.
        (Array(repeating: 5.0, count: 20), 0, 100),
        // A burst among failures of nobody in particular: K = 90 + K / 10.
        ([1_000], 90, 100),
        ([2, 2, 1], 0, 5),
    ])
    func `a unit has at most two or a tenth of what is left`(units: [Double], unattributed: Double, left: Double) {
        let failures = units.reduce(unattributed, +)
        let tally = Tally(calls: failures * 2, failures: failures, squares: failures * 2)
        #expect(abs(failures - UnitCap.excess(of: tally, byUnit: units) - left) < 1e-9)
    }

    @Test func `agrees with capping again and again until nothing changes`() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            let count = Int.random(in: 0...30, using: &generator)
            let units = (0..<count).map { _ in
                Double(1 << Int.random(in: 0...10, using: &generator)) + Double.random(in: 0..<1, using: &generator)
            }
            let unattributed = Double(Int.random(in: 0...300, using: &generator))
            let failures = units.reduce(unattributed, +)
            let tally = Tally(calls: failures, failures: failures, squares: failures)
            var kept = failures
            for _ in 0..<300 {
                let cap = max(UnitCap.floor, UnitCap.share * kept)
                kept = units.reduce(unattributed) { $0 + min($1, cap) }
            }
            #expect(abs(failures - UnitCap.excess(of: tally, byUnit: units) - kept) < 1e-6 * max(1, failures))
        }
    }

    @Test func `what is capped leaves the calls as well`() {
        var series = Series()
        for call in 0..<100 { series.add(failed: call < 50, unit: call < 50 ? 9 : UInt64(call), at: 10 * .second) }
        let tally = Series.tally([series], .oneMinute, now: 10 * .second)
        let capped = Series.capped(tally, [series], .oneMinute, now: 10 * .second)
        #expect(capped == Tally(calls: 52, failures: 2, squares: 52))
    }

    @Test func `failures without a unit are not capped`() {
        var series = Series()
        for call in 0..<100 { series.add(failed: call < 50, at: 10 * .second) }
        let tally = Series.tally([series], .oneMinute, now: 10 * .second)
        #expect(Series.capped(tally, [series], .oneMinute, now: 10 * .second) == tally)
    }

    @Test func `a heavy unit is seen among thousands`() {
        var failing = FailingUnits()
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<10_000 {
            let isHeavy = Int.random(in: 0..<10, using: &generator) < 4
            failing.add(1, by: isHeavy ? 1 : UInt64.random(in: 2...1_000_000, using: &generator), slot: 3)
        }
        #expect(failing.entries.count <= FailingUnits.perSlot)
        let heavy = failing.entries.first { $0.unit == 1 }?.weight ?? 0
        #expect(heavy > 4_000 - 10_000 / Float(FailingUnits.perSlot + 1) - 200)
        #expect(heavy <= 4_200)
        failing.clear(slot: 3)
        #expect(failing.entries.isEmpty)
    }

    @Test func `the memory of failing units passes with their bucket`() {
        var series = Series()
        for second in 1...5_000 { series.add(failed: true, unit: UInt64(second), at: UInt64(second) * .second) }
        #expect(series.seconds.failing.entries.count <= 60)
        #expect(series.minutes.failing.entries.count <= 30 * FailingUnits.perSlot)
    }
}
