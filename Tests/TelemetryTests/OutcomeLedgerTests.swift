import FlagModel
import FlagSnapshot
import Testing

@testable import Telemetry

@Suite struct OutcomeLedgerTests {
    static let now: UInt64 = 1_000 * .second

    func makeLedger() -> OutcomeLedger {
        var ledger = OutcomeLedger()
        ledger.update(catalog: makeCatalog(), states: [:], revision: 1, now: 0)
        return ledger
    }

    @Test func `an outcome that arrives twice counts once`() {
        var ledger = makeLedger()
        let first = makeOutcome(.error, source: .http, time: Self.now, decision: 5)
        ledger.take(first, now: Self.now)
        ledger.take(first, now: Self.now)
        var fallback = first
        fallback.attempt = 2
        ledger.take(fallback, now: Self.now)
        #expect(ledger.metrics.value(of: .requests, ["chat", "stable", "error"]) == 2)
        #expect(ledger.metrics.value(of: .intakeRecords, ["http", "duplicate"]) == 1)
        #expect(ledger.windows.tally(.oneMinute, now: Self.now).calls == 1)
    }

    @Test func `what is not judged is displayed all the same`() {
        var ledger = makeLedger()
        ledger.take(makeOutcome(source: .ring, time: Self.now), now: Self.now)
        ledger.take(makeOutcome(source: .datagram, time: Self.now), now: Self.now)
        #expect(ledger.metrics.value(of: .requests, ["chat", "stable", "ok"]) == 2)
        #expect(ledger.metrics.value(of: .intakeRecords, ["datagram", "lower_source"]) == 1)
        #expect(ledger.windows.tally(.oneMinute, now: Self.now).calls == 1)
    }

    @Test func `invented names fall into other, and nothing is judged of them`() {
        var ledger = makeLedger()
        for name in 0..<1_000 {
            var outcome = makeOutcome(.error, variant: "v\(name)", time: Self.now)
            outcome.model = "m\(name)"
            outcome.inputTokens = 10
            ledger.take(outcome, now: Self.now)
            outcome.feature = "f\(name)"
            ledger.take(outcome, now: Self.now)
        }
        #expect(ledger.windows.tally(.oneMinute, now: Self.now).calls == 0)
        #expect(ledger.metrics.value(of: .intakeRecords, ["ring", "unknown_variant"]) == 1_000)
        #expect(ledger.metrics.value(of: .intakeRecords, ["ring", "unknown_feature"]) == 1_000)
        #expect(ledger.metrics.value(of: .requests, ["chat", "other", "error"]) == 1_000)
        #expect(ledger.metrics.value(of: .tokens, ["other", "other", "other", "input"]) == 10_000)
        let reported = ledger.metrics.families.filter { $0.key.limit != nil && $0.key != .trips }
        #expect(reported.values.reduce(0) { $0 + $1.count } < 20)
    }

    @Test func `a call without a reported cost costs its tokens, by the namespace's prices`() {
        var ledger = makeLedger()
        // $3 a million tokens in, $15 out, $0.30 out of a cache.
        let prices = Prices(models: [
            "a": .init(input: 3_000_000, output: 15_000_000, cached: 300_000),
            "dear": .init(input: 10_000_000, output: 30_000_000, cached: 10_000_000),
        ])
        ledger.update(changed: [], removed: [], states: [:], prices: prices, revision: 2, now: 0)
        var outcome = makeOutcome(time: Self.now)
        (outcome.model, outcome.inputTokens, outcome.outputTokens, outcome.cachedTokens) = ("a", 1_000, 100, 400)
        ledger.take(outcome, now: Self.now)
        // 600 x 3 + 400 x 0.3 + 100 x 15
        let cost = {
            ledger.metrics.families[.cost, default: [:]].values.reduce(0.0) { sum, sample in
                if case .value(let value) = sample.content { sum + value } else { sum }
            }
        }
        #expect(cost() == 3_420)
        #expect((ledger.metrics.families[.unpriced]?.count ?? 0) == 0)
        outcome.costMicros = 5
        ledger.take(outcome, now: Self.now)
        #expect(cost() == 3_425, "what a provider reports wins")
        outcome.costMicros = 0
        ledger.take(outcome, now: Self.now)
        #expect(cost() == 3_425, "nothing too")
        (outcome.costMicros, outcome.model, outcome.cachedTokens) = (nil, "nobody's", 0)
        ledger.take(outcome, now: Self.now)
        #expect(cost() == 3_425 + 13_000, "at the dearest known prices")
        #expect(ledger.metrics.families[.unpriced, default: [:]].count == 1)
        ledger.update(changed: [], removed: [], states: [:], prices: nil, revision: 3, now: 0)
        ledger.take(outcome, now: Self.now)
        #expect(cost() == 3_425 + 13_000, "without prices only what is reported counts")
    }

    @Test func `a price that no number holds ends at the largest cost`() {
        let price = Prices.Price(input: .max, output: .max, cached: .max)
        #expect(price.cost(input: .max, output: .max, cached: 0) == .max / 1_000_000)
        #expect(
            price.cost(input: 5, output: 0, cached: 9) == price.cost(input: 0, output: 0, cached: 9), "no negative part"
        )
        #expect(Prices.Price(input: 1, output: 0, cached: 0).cost(input: 1, output: 0, cached: 0) == 1, "rounded up")
    }

    @Test func `money adds up to the micro-dollar`() {
        var ledger = makeLedger()
        for _ in 0..<1_000 {
            var outcome = makeOutcome(time: Self.now)
            outcome.costMicros = 100_001
            ledger.take(outcome, now: Self.now)
        }
        #expect(ledger.metrics.value(of: .cost, ["chat", "stable", ""]) == 100_001_000)
        let text = String(decoding: ledger.metrics.exposition(.prometheus), as: UTF8.self)
        #expect(text.contains("flagpost_cost_usd_total{feature=\"chat\",variant=\"stable\",model=\"\"} 100.001\n"))
    }

    @Test func `a hung call times out, and its late end adds only its tokens`() {
        var ledger = makeLedger()
        func record(_ kind: RingRecord.Kind, call: UInt64, at time: UInt64) -> RingRecord {
            RingRecord(
                kind: kind, time: time, feature: hash("chat"), variant: hash("stable"), model: hash("a"), revision: 1,
                decision: (0, call), inputTokens: kind == .end ? 5 : 0)
        }
        ledger.take(record(.end, call: 1, at: Self.now), ring: 1, now: Self.now)
        ledger.take(record(.begin, call: 2, at: Self.now), ring: 1, now: Self.now)
        for second: UInt64 in 0...5 { _ = ledger.watch(1, now: Self.now + second * .second) }
        ledger.take(record(.end, call: 2, at: Self.now + 6 * .second), ring: 1, now: Self.now + 6 * .second)
        #expect(ledger.metrics.value(of: .requests, ["chat", "stable", "timeout"]) == 1)
        #expect(ledger.metrics.value(of: .requests, ["chat", "stable", "ok"]) == 1)
        #expect(ledger.metrics.value(of: .tokens, ["chat", "stable", "a", "input"]) == 10)
        #expect(ledger.windows.tally(.oneMinute, now: Self.now + 6 * .second).failures == 1)
    }

    @Test(
        arguments: [(2_900, 0, "cancelled"), (3_000, 0, "timeout"), (9_000, 1, "cancelled")]
            as [(UInt64, UInt64, String)])
    func `a call given up after its timeout had timed out, unless it streamed`(
        milliseconds: UInt64, firstToken: UInt64, result: String
    ) {
        var ledger = makeLedger()
        var outcome = makeOutcome(.cancelled, source: .http, time: Self.now)
        outcome.latencyNanoseconds = milliseconds * 1_000_000
        outcome.firstTokenNanoseconds = firstToken
        ledger.take(outcome, now: Self.now)
        #expect(ledger.metrics.value(of: .requests, ["chat", "stable", result]) == 1)
    }

    @Test func `calls of a dead process are lost: many calls, one event, and nothing that is judged`() {
        var ledger = makeLedger()
        for call: UInt64 in 1...60 {
            let begin = RingRecord(
                kind: .begin, time: Self.now, feature: hash("chat"), variant: hash("stable"), revision: 1,
                decision: (0, call))
            ledger.take(begin, ring: 9, now: Self.now)
        }
        ledger.ringDied(9, at: Self.now + .second, now: Self.now + 2 * .second)
        #expect(ledger.metrics.value(of: .requests, ["chat", "stable", "lost"]) == 60)
        #expect(ledger.metrics.value(of: .processesLost, ["chat", "stable"]) == 1)
        #expect(ledger.windows.tally(.oneMinute, now: Self.now + 2 * .second).calls == 0)
        #expect(ledger.duplicates.count == 0)
    }

    @Test func `a record from the future is not remembered as its call's`() {
        var ledger = makeLedger()
        ledger.take(makeOutcome(.error, time: Self.now + 10 * .second, decision: 5), now: Self.now)
        #expect(ledger.metrics.value(of: .intakeRecords, ["ring", "future"]) == 1)
        ledger.take(makeOutcome(.error, time: Self.now, decision: 5), now: Self.now)
        #expect(ledger.metrics.value(of: .requests, ["chat", "stable", "error"]) == 1)
    }

    @Test func `a record of a ring that says too much counts for nothing, and its call is not followed`() {
        var ledger = makeLedger()
        var record = RingRecord(
            kind: .begin, time: Self.now, feature: hash("chat"), variant: hash("stable"), revision: 1, decision: (0, 1))
        ledger.take(record, ring: 9, now: Self.now)
        record.kind = .end
        record.weight = 10_001
        ledger.take(record, ring: 9, now: Self.now)
        #expect(ledger.metrics.value(of: .intakeRecords, ["ring", "out_of_bounds"]) == 1)
        #expect(ledger.metrics.families[.requests, default: [:]].isEmpty)
        #expect(ledger.calls.inFlight == 0)
    }

    @Test func `what a call took that was given up is counted when it comes, and is no second call`() {
        var ledger = makeLedger()
        func record(
            _ kind: RingRecord.Kind, tokens: UInt32 = 0, micros: Int64 = -1, isLate: Bool = false
        ) -> RingRecord {
            RingRecord(
                kind: kind, result: .timeout, isLate: isLate, time: Self.now, feature: hash("chat"),
                variant: hash("stable"), model: hash("a"), revision: 1, decision: (0, 1), inputTokens: tokens,
                costMicros: micros)
        }
        ledger.take(record(.begin), ring: 1, now: Self.now)
        ledger.take(record(.end, tokens: 1), ring: 1, now: Self.now)
        ledger.take(record(.end, tokens: 9_000, micros: 50, isLate: true), ring: 1, now: Self.now)
        ledger.take(record(.end, tokens: 9, isLate: true), ring: 1, now: Self.now)
        #expect(ledger.metrics.value(of: .tokens, ["chat", "stable", "a", "input"]) == 9_010)
        #expect(ledger.metrics.value(of: .cost, ["chat", "stable", "a"]) == 50)
        #expect(ledger.metrics.value(of: .attempts, ["chat", "stable", "a", "timeout"]) == 1)
        #expect(ledger.windows.tally(.oneMinute, now: Self.now).calls == 1)
    }

    @Test func `a call that was not made is counted apart, and has no duration`() {
        var ledger = makeLedger()
        var outcome = makeOutcome(.notMade, source: .http, time: Self.now)
        outcome.latencyNanoseconds = 5
        ledger.take(outcome, now: Self.now)
        #expect(ledger.metrics.value(of: .requests, ["chat", "stable", "not_made"]) == 1)
        #expect(ledger.windows.tally(.oneMinute, now: Self.now).calls == 0)
        let text = String(decoding: ledger.metrics.exposition(.prometheus), as: UTF8.self)
        #expect(!text.contains("flagpost_latency_seconds_count{"))
    }
}
