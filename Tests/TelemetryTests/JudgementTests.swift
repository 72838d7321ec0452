import FlagSnapshot
import Testing

@testable import Telemetry

@Suite struct JudgementTests {
    static let now: UInt64 = 1_000 * .second

    func makeLedger() -> OutcomeLedger {
        var ledger = OutcomeLedger()
        ledger.update(catalog: makeCatalog(), states: [:], revision: 1, now: 0)
        return ledger
    }

    func judgement(_ opinion: Judgement.Opinion, feature: String = "chat", at time: UInt64 = now) -> Judgement {
        Judgement(source: .http, feature: feature, variant: "canary", opinion: opinion, time: time)
    }

    @Test func `feedback is counted by its kind, and a kind that nobody knows as other`() {
        var ledger = makeLedger()
        for kind in ["thumbs_down", "thumbs_down", "applause", "boo"] {
            ledger.take(judgement(.feedback(kind: kind)), now: Self.now)
        }
        #expect(ledger.metrics.value(of: .feedback, ["chat", "canary", "thumbs_down"]) == 2)
        #expect(ledger.metrics.value(of: .feedback, ["chat", "canary", "other"]) == 2)
        #expect(ledger.metrics.value(of: .intakeRecords, ["http", "not_rated"]) == 4)
    }

    @Test func `a score has a sum and a count, in both texts`() {
        var ledger = makeLedger()
        for value in [0.5, 0.25, -1] {
            let opinion = Judgement.Opinion.score(name: "factuality", dimension: "functional", value: value)
            ledger.take(judgement(opinion), now: Self.now)
        }
        let labels = #"{feature="chat",variant="canary",dimension="functional",name="factuality"}"#
        for format in ExpositionFormat.allCases {
            let text = String(decoding: ledger.metrics.exposition(format), as: UTF8.self)
            #expect(text.contains("# TYPE flagpost_score_sum gauge\n"))
            #expect(text.contains("flagpost_score_sum\(labels) -0.25\n"))
            #expect(text.contains("flagpost_score_count\(labels) 3\n"))
            #expect(!text.contains("flagpost_score_bucket"))
        }
    }

    @Test func `a score beyond every scale is refused, out of a ring as well`() throws {
        var ledger = makeLedger()
        let huge = RingJudgement(
            kind: .score, time: Self.now, feature: 1, variant: 2, name: try #require(RingText("factuality")),
            dimension: .empty,
            value: 1e300)
        ledger.take(huge, now: Self.now)
        #expect(ledger.metrics.value(of: .intakeRecords, ["ring", "out_of_bounds"]) == 1)
        #expect((ledger.metrics.families[.score]?.count ?? 0) == 0)
    }

    @Test func `a caller that invents names of scores fills only other`() {
        var ledger = makeLedger()
        for number in 0..<1_000 {
            ledger.take(judgement(.score(name: "n\(number)", dimension: "", value: 1)), now: Self.now)
        }
        for name in ["two words", "a\"b", ""] {
            ledger.take(judgement(.score(name: name, dimension: "", value: 1)), now: Self.now)
        }
        let series = ledger.metrics.families[.score, default: [:]]
        #expect(series.count == ScoreNames.limit + 1)
        let other = ["chat", "canary", "other", "other"]
        #expect(
            series[other]?.content
                == .histogram(counts: [Double(1_003 - ScoreNames.limit)], sum: 1_003 - Double(ScoreNames.limit)))
    }

    @Test func `features and variants that no document knows are other`() {
        var ledger = makeLedger()
        ledger.take(judgement(.feedback(kind: "copy"), feature: "invented"), now: Self.now)
        #expect(ledger.metrics.value(of: .feedback, ["other", "other", "copy"]) == 1)
        #expect(ledger.metrics.value(of: .intakeRecords, ["http", "unknown_feature"]) == 1)
    }

    @Test func `what was given in the future is not counted`() {
        var ledger = makeLedger()
        ledger.take(judgement(.feedback(kind: "copy"), at: Self.now + 10 * .second), now: Self.now)
        #expect(ledger.metrics.value(of: .feedback, ["chat", "canary", "copy"]) == nil)
        #expect(ledger.metrics.value(of: .intakeRecords, ["http", "future"]) == 1)
    }

    @Test func `a checkpoint keeps both, and which names a feature has`() throws {
        var ledger = makeLedger()
        ledger.take(judgement(.feedback(kind: "edit")), now: Self.now)
        for number in 0..<ScoreNames.limit {
            ledger.take(judgement(.score(name: "n\(number)", dimension: "d", value: 2)), now: Self.now)
        }
        let bytes = ledger.checkpoint(bootID: "boot", rings: [:])
        var restored = try OutcomeLedger.restored(from: bytes, bootID: "boot").ledger
        #expect(restored.metrics == ledger.metrics && restored.scoreNames == ledger.scoreNames)
        restored.update(catalog: makeCatalog(), states: [:], revision: 1, now: Self.now)
        restored.take(judgement(.score(name: "one more", dimension: "d", value: 2)), now: Self.now)
        restored.take(judgement(.score(name: "n3", dimension: "d", value: 2)), now: Self.now)
        let series = restored.metrics.families[.score, default: [:]]
        #expect(series[["chat", "canary", "d", "n3"]]?.content == .histogram(counts: [2], sum: 4))
        #expect(series[["chat", "canary", "other", "other"]]?.content == .histogram(counts: [1], sum: 2))
    }

    @Test func `a ring's judgement has the names of the documents`() throws {
        var ledger = makeLedger()
        let record = RingJudgement(
            kind: .score, time: Self.now, feature: hash("chat"), variant: hash("stable"),
            name: try #require(RingText("tone")), dimension: .empty, value: 0.5)
        ledger.take(record, now: Self.now)
        #expect(
            ledger.metrics.families[.score]?[["chat", "stable", "", "tone"]]?.content
                == .histogram(counts: [1], sum: 0.5))
    }
}
