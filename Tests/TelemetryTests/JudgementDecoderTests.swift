import FlagModel
import SeededRandom
import Testing

@testable import Telemetry

@Suite struct JudgementDecoderTests {
    func decode(_ kind: ReportDecoder.Kind?, _ text: String) -> ReportDecoder.Batch {
        ReportDecoder(kind, hash: hashUnit).decode(Array(text.utf8), source: .http, now: 10 * .second)
    }

    @Test func `a reaction is read with all it says`() throws {
        let text = """
            {"feature":"chat","variant":"canary","revision":7,"decision":"01JD0000000000000000000000","unit":"alice",
            "kind":"thumbs_down","age_ms":1000,"later":{"more":1}}
            """
        let judgement = try #require(decode(.feedback, text).judgements.first)
        #expect(judgement.opinion == .feedback(kind: "thumbs_down"))
        #expect((judgement.feature, judgement.variant, judgement.revision) == ("chat", "canary", 7))
        #expect(judgement.time == 9 * .second && judgement.unit == hashUnit("alice") && judgement.decision != 0)
    }

    @Test func `a score is read with its dimension or without`() {
        let batch = decode(
            .score,
            """
            {"feature":"chat","name":"tone","value":0.5}
            {"feature":"chat","name":"tone","value":-3,"dimension":"behavioral"}
            """)
        #expect(
            batch.judgements.map(\.opinion) == [
                .score(name: "tone", dimension: "", value: 0.5),
                .score(name: "tone", dimension: "behavioral", value: -3),
            ])
    }

    @Test(arguments: [
        (ReportDecoder.Kind.feedback, #"{"feature":"chat"}"#, "kind: missing"),
        (.feedback, #"{"kind":"copy"}"#, "feature: missing"),
        (.feedback, #"{"feature":"chat","kind":""}"#, "kind: missing"),
        (.feedback, #"{"feature":"chat","kind":5}"#, "kind: should be a string of at most 64 bytes"),
        (.feedback, #"{"feature":"chat","kind":"copy","age_ms":1e12}"#, "age_ms: more than 24 h ago"),
        (.score, #"{"feature":"chat","name":"tone"}"#, "value: missing"),
        (
            .score, #"{"feature":"chat","name":"tone","value":"high"}"#,
            "value: should be a number from -1,000,000 to 1,000,000"
        ),
        (
            .score, #"{"feature":"chat","name":"tone","value":-1000001}"#,
            "value: should be a number from -1,000,000 to 1,000,000"
        ),
        (.score, #"{"feature":"chat","value":1}"#, "name: missing"),
        (.score, "[7]", "should be an object"),
    ])
    func `what is wrong is named`(kind: ReportDecoder.Kind, text: String, reason: String) {
        let batch = decode(kind, text)
        #expect(batch.acceptedCount == 0 && batch.rejections == [.init(index: 0, reason: reason)])
    }

    @Test func `without a kind each record's fields say what it is`() {
        let batch = decode(
            nil,
            """
            {"feature":"chat","result":"ok"}
            {"feature":"chat","kind":"copy"}
            {"feature":"chat","name":"tone","value":1}
            {"feature":"chat"}
            """)
        #expect(batch.outcomes.count == 1)
        #expect(
            batch.judgements.map(\.opinion) == [.feedback(kind: "copy"), .score(name: "tone", dimension: "", value: 1)])
        #expect(batch.rejections == [.init(index: 3, reason: "result: missing")])
    }

    @Test func `garbage is refused, whatever it is`() {
        var random = SeededGenerator(seed: 3)
        let seeds = [
            #"{"feature":"chat","name":"tone","value":0.5,"dimension":"d","age_ms":3}"#,
            #"[{"feature":"chat","kind":"copy","revision":4,"unit":"u"}]"#,
        ].map { Array($0.utf8) }
        var accepted = 0
        for _ in 0..<5_000 {
            var bytes = seeds[Int.random(in: 0..<2, using: &random)]
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let batch = ReportDecoder(hash: hashUnit).decode(bytes, source: .datagram, now: .second)
            #expect(batch.acceptedCount + batch.rejectedCount >= 1)
            accepted += batch.acceptedCount
        }
        #expect(accepted > 500)
    }
}
