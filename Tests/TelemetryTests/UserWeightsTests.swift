import FlagSnapshot
import Testing

@testable import Telemetry

@Suite struct UserWeightsTests {
    static let now: UInt64 = 100_000 * .second

    @Test func `weights up to a hundredfold apart are judged, and beyond that none of the user's are`() {
        var weights = UserWeights()
        for weight in [1.0, 100, 50] { #expect(weights.note(weight, by: 1, now: Self.now) == .even) }
        #expect(weights.note(101, by: 1, now: Self.now) == .becameUneven)
        #expect(weights.note(1, by: 1, now: Self.now) == .uneven)
        #expect(weights.note(1, by: 2, now: Self.now) == .even)
    }

    @Test func `a user whose weights are even again is judged after twenty minutes at most`() {
        var weights = UserWeights()
        _ = weights.note(1, by: 1, now: Self.now)
        _ = weights.note(10_000, by: 1, now: Self.now)
        let later = Self.now + UserWeights.stretch
        #expect(weights.note(1, by: 1, now: later) == .uneven)
        #expect(weights.note(1, by: 1, now: later + UserWeights.stretch) == .even)
    }

    @Test func `the table is bounded`() {
        var weights = UserWeights()
        for user: UInt32 in 0..<1_000 { _ = weights.note(1, by: user, now: Self.now + UInt64(user) * .second) }
        #expect(weights.entries.count == UserWeights.limit)
    }

    @Test func `one user's reports are left out, the others' are judged, and somebody is told once`() {
        var ledger = OutcomeLedger()
        ledger.update(catalog: makeCatalog(), states: [:], revision: 1, now: 0)
        for call: UInt128 in 1...50 {
            let bad = makeOutcome(time: Self.now, weight: call % 2 == 0 ? 1 : 10_000, decision: call)
            ledger.take(bad, of: Reporter(ring: 1, user: 7), now: Self.now)
            let good = makeOutcome(.error, time: Self.now, decision: call)
            ledger.take(good, of: Reporter(ring: 2, user: 8), now: Self.now)
        }
        #expect(ledger.windows.tally(.oneMinute, now: Self.now).failures == 50)
        #expect(ledger.metrics.value(of: .intakeRecords, ["ring", "uneven_weights"]) == 49)
        #expect(ledger.takeUneven() == [UnevenReporter(feature: "chat", user: 7)])
        #expect(ledger.takeUneven().isEmpty)
    }
}
