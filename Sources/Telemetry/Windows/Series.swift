/// The outcomes of one configuration of one variant: about 3 KB, plus 16 bytes for each unit and bucket that failed.
package struct Series: Sendable, Equatable {
    var seconds = BucketRing(width: .second, count: 60)
    var tens = BucketRing(width: 10 * .second, count: 30)
    var minutes = BucketRing(width: 60 * .second, count: 30)
    var recent = RecentOutcomes()

    package init() {}

    package var isEmpty: Bool { recent.entries.isEmpty }

    /// Takes one outcome. `unit` 0: none said.
    package mutating func add(failed: Bool, weight: Double = 1, unit: UInt64 = 0, at time: UInt64) {
        add(Tally(calls: weight, failures: failed ? weight : 0, squares: weight * weight), unit: unit, at: time)
        recent.add(.init(time: time, unit: unit, weight: Float(weight), failed: failed))
    }

    /// Takes many unsampled outcomes of one moment that name no unit.
    package mutating func add(calls: Int, failures: Int, at time: UInt64) {
        guard calls > 0, (0...calls).contains(failures) else { return }
        add(Tally(calls: Double(calls), failures: Double(failures), squares: Double(calls)), unit: 0, at: time)
        recent.add(calls: calls, failures: failures, at: time)
    }

    private mutating func add(_ tally: Tally, unit: UInt64, at time: UInt64) {
        seconds.add(tally, unit: unit, at: time)
        tens.add(tally, unit: unit, at: time)
        minutes.add(tally, unit: unit, at: time)
    }

    private func ring(for window: Window) -> BucketRing {
        switch window {
        case .tenSeconds, .twentySeconds, .oneMinute: seconds
        case .fiveMinutes: tens
        case .thirtyMinutes, .lastFifty: minutes
        }
    }
}

extension Series {
    /// What several series hold together in a window, uncapped.
    package static func tally(_ series: [Series], _ window: Window, now: UInt64) -> Tally {
        var sum = Tally()
        if window == .lastFifty {
            for entry in RecentOutcomes.merged(series.map(\.recent), now: now) {
                let weight = Double(entry.weight)
                sum += Tally(calls: weight, failures: entry.failed ? weight : 0, squares: weight * weight)
            }
        } else {
            for one in series { sum += one.ring(for: window).tally(last: window.length, now: now) }
        }
        return sum
    }

    /// `tally` without what single units contributed beyond the cap.
    package static func capped(_ tally: Tally, _ series: [Series], _ window: Window, now: UInt64) -> Tally {
        guard tally.failures > UnitCap.floor * tally.typicalWeight else { return tally }
        var units: [UInt64: Double] = [:]
        if window == .lastFifty {
            for entry in RecentOutcomes.merged(series.map(\.recent), now: now) where entry.failed && entry.unit != 0 {
                units[entry.unit, default: 0] += Double(entry.weight)
            }
        } else {
            for one in series { one.ring(for: window).addFailures(last: window.length, now: now, to: &units) }
        }
        return tally.leavingOut(UnitCap.excess(of: tally, byUnit: units.values))
    }
}
