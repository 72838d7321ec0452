import FlagModel
import FlagSnapshot
import SeededRandom
import Testing

@testable import Telemetry

@Suite struct ReportDecoderTests {
    static let now: UInt64 = 1_000_000 * .second
    let decoder = ReportDecoder(hash: hashUnit)

    func decode(_ text: String) -> ReportDecoder.Batch {
        decoder.decode(Array(text.utf8), source: .http, now: Self.now)
    }

    @Test func `feature and result suffice`() throws {
        let outcome = try #require(decode(#"{"feature":"chat","result":"ok"}"#).outcomes.first)
        #expect(outcome == Outcome(source: .http, feature: "chat", result: .ok, time: Self.now))
    }

    @Test func `every field is read`() throws {
        let batch = decode(
            """
            {"feature":"chat","variant":"canary","revision":412,"decision":"01ARZ3NDEKTSV4RRFFQ69G5FAV",
             "unit":"h1:000102030405060708090a0b0c0d0e0f","model":"m","attempt":2,"final":false,"age_ms":1500,
             "weight":2.5,"result":"rate_limited","error":"x","latency_ms":812.5,"first_token_ms":240,
             "input_tokens":374,"output_tokens":44,"cached_tokens":1,"cost_usd":0.012345,"new_field":{"a":[1]}}
            """)
        #expect(batch.rejections.isEmpty)
        let outcome = try #require(batch.outcomes.first)
        #expect(
            outcome
                == Outcome(
                    source: .http, feature: "chat", variant: "canary", model: "m", result: .rateLimited, attempt: 2,
                    isFinal: false, time: Self.now - 1_500_000_000, revision: 412,
                    decision: 0x0156_3E3A_B5D3_D676_4C61_EFB9_9302_BD5B,
                    unit: 0x0001_0203_0405_0607_0809_0A0B_0C0D_0E0F, latencyNanoseconds: 812_500_000,
                    firstTokenNanoseconds: 240_000_000, inputTokens: 374, outputTokens: 44, cachedTokens: 1,
                    weight: 2.5, costMicros: 12_345))
    }

    @Test func `a unit that was not hashed is hashed at once`() throws {
        let outcome = try #require(decode(#"{"feature":"chat","result":"ok","unit":"alice"}"#).outcomes.first)
        #expect(outcome.unit == hashUnit("alice"))
        let spoofed = try #require(decode(#"{"feature":"chat","result":"ok","unit":"h1:alice"}"#).outcomes.first)
        #expect(spoofed.unit == hashUnit("h1:alice"))
    }

    @Test(arguments: [
        (#"[{"feature":"a","result":"ok"},{"feature":"b","result":"error"}]"#, 2, 0),
        ("{\"feature\":\"a\",\"result\":\"ok\"}\n\n{\"feature\":\"b\",\"result\":\"ok\"}\r\n", 2, 0),
        ("{\"feature\":\"a\",\n\"result\":\"ok\"}", 1, 0),
        ("{\"feature\":\"a\",\"result\":\"ok\"}\nnonsense\n{\"feature\":\"b\",\"result\":\"ok\"}", 2, 1),
        ("[]", 0, 0), ("", 0, 1), ("  \n", 0, 1), ("7", 0, 1), ("[7,null]", 0, 2), ("[", 0, 1), ("{", 0, 1),
    ])
    func `objects, arrays and lines are taken`(text: String, accepted: Int, rejected: Int) {
        let batch = decode(text)
        #expect(batch.outcomes.count == accepted)
        #expect(batch.rejectedCount == rejected)
        #expect(batch.rejections.count == rejected)
    }

    @Test(arguments: [
        (#""result":"ok""#, "feature: missing"),
        (#""feature":"","result":"ok""#, "feature: missing"),
        (#""feature":7,"result":"ok""#, "feature: should be a string of at most 128 bytes"),
        (#""feature":"a""#, "result: missing"),
        (#""feature":"a","result":"lost""#, "result: should be one of ok, error, timeout"),
        (#""feature":"a","result":"ok","attempt":0"#, "attempt: should be a whole number from 1 to 255"),
        (#""feature":"a","result":"ok","attempt":1.5"#, "attempt: should be a whole number"),
        (#""feature":"a","result":"ok","revision":-1"#, "revision: should be a whole number"),
        (#""feature":"a","result":"ok","weight":0.5"#, "weight: should be a number from 1"),
        (#""feature":"a","result":"ok","weight":1e300"#, "weight: should be a number from 1"),
        (#""feature":"a","result":"ok","weight":10001"#, "weight: should be a number from 1 to 10000"),
        (#""feature":"a","result":"ok","latency_ms":-1"#, "latency_ms: should be a number from 0"),
        (#""feature":"a","result":"ok","latency_ms":1e308"#, "latency_ms: should be a number from 0"),
        (#""feature":"a","result":"ok","input_tokens":4294967296"#, "input_tokens: should be a whole number"),
        (#""feature":"a","result":"ok","cost_usd":-0.01"#, "cost_usd: should be a number from 0"),
        (#""feature":"a","result":"ok","final":"yes""#, "final: should be true or false"),
        (#""feature":"a","result":"ok","age_ms":-5001"#, "age_ms: more than 5 s in the future"),
        (#""feature":"a","result":"ok","age_ms":86400001"#, "age_ms: more than 24 h ago"),
        (#""feature":"a","result":"ok","age_ms":"1""#, "age_ms: should be a number"),
    ])
    func `a rejection says what would be right`(members: String, reason: String) throws {
        let batch = decode(#"[{"feature":"a","result":"ok"},{"# + members + "}]")
        let rejection = try #require(batch.rejections.first)
        #expect(batch.outcomes.count == 1)
        #expect(rejection.index == 1)
        #expect(rejection.reason.hasPrefix(reason), "\(rejection.reason)")
    }

    @Test func `names that no document has are refused with the nearest one`() {
        let names = KnownNames(
            catalog: makeCatalog(makeFeature("support-chat"), makeFeature("search")), former: FormerNames(),
            revision: 12)
        let batch = ReportDecoder(names: names, hash: hashUnit).decode(
            Array(
                """
                {"feature":"suport-chat","variant":"stable","result":"error"}
                {"feature":"support-chat","variant":"cannary","result":"error"}
                {"feature":"support-chat","variant":"cannary","kind":"copy"}
                {"feature":"support-chat","variant":"other","name":"tone","value":1}
                {"feature":"support-chat","variant":"x","result":"ok"}
                {"feature":"support-chat","result":"ok"}
                {"feature":"search","variant":"canary","result":"ok"}
                """.utf8), source: .http, now: Self.now)
        #expect(batch.acceptedCount == 2)
        #expect(batch.rejected == [.unknownFeature: 1, .unknownVariant: 4])
        let here = "(this host is at revision 12)"
        #expect(
            batch.rejections.map(\.reason) == [
                #"feature: there is no "suport-chat"; did you mean "support-chat"? \#(here)"#,
                #"variant: "support-chat" has no "cannary"; did you mean "canary"? \#(here)"#,
                #"variant: "support-chat" has no "cannary"; did you mean "canary"? \#(here)"#,
                #"variant: "support-chat" has no "other"; one of canary, handoff, stable \#(here)"#,
                #"variant: "support-chat" has no "x" \#(here)"#,
            ])
        #expect(batch.rejections.map(\.index) == [0, 1, 2, 3, 4])
    }

    @Test func `a batch of ten thousand unknown names is refused about as fast as it is read`() {
        let features = (0..<5_000).map { makeFeature("feature-with-a-rather-long-name-\($0)") }
        let names = KnownNames(
            catalog: Catalog(features: features, hash: hash), former: FormerNames(), revision: 1)
        let text = (0..<10_000).map { #"{"feature":"feature-with-a-rather-long-nome-\#($0)","result":"ok"}"# }
        let clock = ContinuousClock()
        var batch = ReportDecoder.Batch()
        func took(_ names: KnownNames?) -> Duration {
            clock.measure {
                batch = ReportDecoder(names: names, hash: hashUnit).decode(
                    Array(text.joined(separator: "\n").utf8), source: .http, now: Self.now)
            }
        }
        let read = took(nil)
        let refused = took(names)
        #expect(batch.rejected == [.unknownFeature: 10_000] && batch.rejections.count == 100)
        #expect(refused < read * 10 + .seconds(5))
    }

    @Test func `a little ahead of the clock is taken`() throws {
        let outcome = try #require(decode(#"{"feature":"a","result":"ok","age_ms":-4000}"#).outcomes.first)
        #expect(outcome.time == Self.now + 4 * .second)
        let early = decoder.decode(
            Array(#"{"feature":"a","result":"ok","age_ms":60000}"#.utf8), source: .http, now: 30 * .second)
        #expect(early.outcomes.first?.time == 0)
    }

    @Test func `money is exact`() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<5_000 {
            let micros = Int64.random(in: 0...1_000_000_000_000 >> Int64.random(in: 0...39), using: &generator)
            let digits = "\(micros % 1_000_000 + 1_000_000)".dropFirst()
            let batch = decode(#"{"feature":"a","result":"ok","cost_usd":\#(micros / 1_000_000).\#(digits)}"#)
            #expect(batch.outcomes.first?.costMicros == micros)
        }
    }

    @Test func `too many records are cut off and counted`() {
        let line = "{\"feature\":\"a\",\"result\":\"ok\"}\n"
        let batch = decode(String(repeating: line, count: ReportDecoder.recordLimit + 5))
        #expect(batch.outcomes.count == ReportDecoder.recordLimit)
        #expect(batch.rejectedCount == 5)
    }

    @Test func `damaged bytes never trap, and every line is accounted for`() {
        var generator = SeededGenerator(seed: 9)
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\n", "\"", "\\", "null", "true", "-1", "1e400", "99999999999999999999",
            "\"feature\"", "\"chat\"", "\"result\"", "\"ok\"", "\"weight\"", "\"age_ms\"", "\"cost_usd\"", "é", "\u{0}",
        ]
        for _ in 0..<5_000 {
            let count = Int.random(in: 0...30, using: &generator)
            var bytes = (0..<count).flatMap { _ in Array((pieces.randomElement(using: &generator) ?? "").utf8) }
            if !bytes.isEmpty, Bool.random(using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let batch = decoder.decode(bytes, source: .datagram, now: Self.now)
            #expect(batch.rejections.count <= batch.rejectedCount)
            #expect(batch.outcomes.allSatisfy { $0.weight >= 1 && $0.attempt >= 1 && !$0.feature.isEmpty })
        }
    }

    @Test func `a mutated outcome is read or refused`() {
        var generator = SeededGenerator(seed: 10)
        let whole = Array(#"{"feature":"chat","result":"ok","age_ms":1,"weight":2,"cost_usd":0.5,"attempt":1}"#.utf8)
        var accepted = 0
        for _ in 0..<5_000 {
            var bytes = whole
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                    in: 32...126, using: &generator)
            }
            let batch = decoder.decode(bytes, source: .datagram, now: Self.now)
            #expect(batch.outcomes.count + batch.rejectedCount == 1)
            accepted += batch.outcomes.count
        }
        #expect(accepted > 100)
    }
}
