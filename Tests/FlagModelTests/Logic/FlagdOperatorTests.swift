import FlagModel
import FlagSnapshot
import SnapshotWriting
import Testing
import logic_fixture

/// flagd's own operators and properties.
@Suite struct FlagdOperatorTests {
    static let suits = ##"[["clubs", 25], ["diamonds", 25], ["hearts", 25], ["spades", 25]]"##

    /// Version 2: the test bed's own values, by flag key and targeting key.
    @Test(arguments: [("jack", "hearts"), ("queen", "spades"), ("ten", "clubs"), ("nine", "diamonds")])
    func `version 2 buckets the flag key and the unit as one text`(unit: String, suit: String) throws {
        var run = RuleRun()
        run.bucketing = .v2
        run.flagKey = "fractional-flag"
        let rule = ##"{"fractional": \##(Self.suits)}"##
        let context = JSONValue.object(["targetingKey": .string(unit)])
        #expect(try run.result(of: json(rule), on: context) == .string(suit))
        let dropped = ##"{"fractional": [null, ["clubs", 25], ["diamonds", 25], ["hearts", 25], ["spades", 25]]}"##
        #expect(try run.result(of: json(dropped), on: context) == .string(suit))
    }

    /// The hash of the value, read off from which of so many equal shares it falls into.
    @Test(
        arguments: [
            (##"{"cat": ["support-chat", "/user-1"]}"##, 3_635_973_480), (##""user-1""##, 1_431_628_768),
            (##""""##, 661_569_231), ("1", 3_831_157_163), ("1.5", 346_941_878), ("-1", 2_129_959_832),
            ("true", 836_216_331), ("4294967296", 3_131_679_847),
        ] as [(String, UInt64)])
    func `version 3 buckets the deterministic CBOR of any value`(value: String, hash: UInt64) throws {
        let boundary = (hash * 2_147_483_647) >> 32
        for (weight, variant) in [(boundary + 1, "low"), (boundary, "high")] {
            let rule = ##"{"fractional": [\##(value), ["low", \##(weight)], ["high", \##(2_147_483_647 - weight)]]}"##
            #expect(try RuleRun().result(of: json(rule), on: [:]) == .string(variant))
        }
    }

    @Test(arguments: [("support-chat", "user-1", 3_712_004_439), ("fractional-flag", "jack", 700_711_212)])
    func `version 3 buckets the array of flag key and unit`(
        key: String, unit: String, hash: UInt64
    ) throws {
        var run = RuleRun()
        run.flagKey = key
        let boundary = (hash * 2_147_483_647) >> 32
        for (weight, variant) in [(boundary + 1, "low"), (boundary, "high")] {
            let rule = ##"{"fractional": [["low", \##(weight)], ["high", \##(2_147_483_647 - weight)]]}"##
            let context = JSONValue.object(["targetingKey": .string(unit)])
            #expect(try run.result(of: json(rule), on: context) == .string(variant))
        }
    }

    @Test(
        arguments: [
            ##"{"fractional": []}"##, ##"{"fractional": ["u"]}"##, ##"{"fractional": ["u", "a"]}"##,
            ##"{"fractional": ["u", []]}"##, ##"{"fractional": ["u", ["a", 0]]}"##,
            ##"{"fractional": ["u", ["a", -5]]}"##,
            ##"{"fractional": ["u", ["a", 1.5]]}"##, ##"{"fractional": ["u", ["a", "1"]]}"##,
            ##"{"fractional": ["u", ["a", true]]}"##, ##"{"fractional": ["u", ["a", null]]}"##,
            ##"{"fractional": ["u", ["a", 2147483648]]}"##, ##"{"fractional": ["u", ["a", 2147483647], ["b", 1]]}"##,
            ##"{"fractional": ["u", ["a", -1e300], ["b", -1]]}"##, ##"{"fractional": ["u", ["a", 1, 2]]}"##,
            ##"{"fractional": ["u", [["a"], 1]]}"##, ##"{"fractional": [["a", 1]]}"##,
            ##"{"fractional": [{"var": "nobody"}, ["a", 1]]}"##,
        ])
    func `what fractional cannot use makes it null`(rule: String) throws {
        #expect(try RuleRun().result(of: json(rule), on: [:]) == .null)
        #expect(try RuleRun().result(of: json(rule), on: ["targetingKey": ""]) == .null)
    }

    @Test(
        arguments: [
            (##"{"fractional": ["u", ["only"]]}"##, ##""only""##), (##"{"fractional": ["u", [true, 3]]}"##, "true"),
            (##"{"fractional": ["u", [7, 3]]}"##, "7"), (##"{"fractional": ["u", [null, 3]]}"##, "null"),
            (##"{"fractional": ["u", ["no", 0], ["yes", 1]]}"##, ##""yes""##),
            (##"{"fractional": ["u", ["no", -2147483649], ["yes", 1]]}"##, ##""yes""##),
            (##"{"fractional": ["u", [{"cat": ["a", "b"]}, {"+": [1, 2]}]]}"##, ##""ab""##),
            (##"{"fractional": ["u", [{"fractional": ["w", ["inner", 1]]}, 5.0]]}"##, ##""inner""##),
            (##"{"fractional": [{"var": "user"}, ["a", {"var": "share"}], ["b", 0]]}"##, ##""a""##),
        ])
    func `arguments of fractional are computed`(rule: String, result: String) throws {
        let context = try json(##"{"user": {"id": 1, "roles": ["x"]}, "share": 9}"##)
        #expect(try RuleRun().result(of: json(rule), on: context).canonicalText == result)
    }

    @Test func `an object buckets the same in whatever order its members stand`() throws {
        let rule = ##"{"fractional": [{"var": "o"}, ["a", 500000], ["b", 500000], ["c", 500000], ["d", 500000]]}"##
        let texts = [
            ##"{"id": 12, "a": {"y": null, "x": [1.5, "é"]}, "bb": true}"##,
            ##"{ "bb":true,"a":{"x":[15e-1,"\u00e9"],"y":null} , "\u0069d":1.2e1}"##,
        ]
        let results = try texts.map { text in
            var run = RuleRun()
            run.flagKey = text
            return try run.result(of: json(rule), on: .object(["o": json(text)]))
        }
        #expect(results[0] == results[1])
        #expect(results[0] != .null)
    }

    @Test(
        arguments: [
            (##"{"starts_with": ["abc", "ab"]}"##, "true"), (##"{"starts_with": ["abc", "b"]}"##, "false"),
            (##"{"starts_with": ["abc", ""]}"##, "true"), (##"{"starts_with": ["Abc", "a"]}"##, "false"),
            (##"{"starts_with": ["abc"]}"##, "null"), (##"{"starts_with": ["abc", 1]}"##, "null"),
            (##"{"starts_with": [1, "1"]}"##, "null"), (##"{"starts_with": ["a", "a", "a"]}"##, "null"),
            (##"{"ends_with": ["abc", "bc"]}"##, "true"), (##"{"ends_with": ["abc", "b"]}"##, "false"),
            (##"{"ends_with": ["abc", "xabc"]}"##, "false"), (##"{"ends_with": ["abc", null]}"##, "null"),
            (##"{"ends_with": ["é", "\u00a9"]}"##, "false"),
        ])
    func `starts_with and ends_with compare two texts`(rule: String, result: String) throws {
        #expect(try RuleRun().result(of: json(rule), on: [:]).canonicalText == result)
    }

    @Test(
        arguments: [
            ("1.2.3", "=", "1.2.3", "true"), ("1.2.3", "!=", "1.2.3", "false"), ("1.2.3", "<", "1.10.0", "true"),
            ("v1.2.3", "=", "V1.2.3", "true"), ("1", "=", "1.0.0", "true"), ("1.2", "<=", "1.2.0", "true"),
            ("1.2.3+build.5", "=", "1.2.3+other", "true"), ("1.2.3-alpha", "<", "1.2.3", "true"),
            ("1.0.0-alpha", "<", "1.0.0-alpha.1", "true"), ("1.0.0-alpha.1", "<", "1.0.0-alpha.beta", "true"),
            ("1.0.0-beta.2", "<", "1.0.0-beta.11", "true"), ("1.0.0-rc.1", ">", "1.0.0-beta.11", "true"),
            ("2.3.4", "~", "2.3.9", "true"), ("2.3.4", "~", "2.4.4", "false"), ("2.3.4", "^", "2.9.0", "true"),
            ("2.3.4", "^", "3.3.4", "false"), ("1.2.3.4", "=", "1.2.3", "null"), ("01.2.3", "=", "1.2.3", "null"),
            ("1.2.3", "==", "1.2.3", "null"), ("", "=", "1.0.0", "null"), ("1.0.0-", "=", "1.0.0", "null"),
            ("1.0.0-01", "=", "1.0.0", "null"), ("1.0.0-0a", ">=", "1.0.0-0a", "true"), ("1.", "=", "1.0.0", "null"),
            ("1-beta", "<", "1.0.0", "true"), ("1.2+b", "=", "1.2.0", "true"), ("1.0.0+", "=", "1.0.0", "null"),
            ("99999999999999999999.0.0", ">", "9999999999999999999.9.9", "true"), ("vv1.0.0", "=", "1.0.0", "null"),
        ])
    func `sem_ver compares versions`(left: String, comparison: String, right: String, result: String) throws {
        let rule: JSONValue = ["sem_ver": [.string(left), .string(comparison), .string(right)]]
        #expect(try RuleRun().result(of: rule, on: [:]).canonicalText == result)
    }

    @Test(
        arguments: [
            (##"{"sem_ver": [1.2, "=", "1.2.0"]}"##, "true"), (##"{"sem_ver": [{"var": "v"}, ">", 2]}"##, "true"),
            (##"{"sem_ver": ["1.0.0", "="]}"##, "null"), (##"{"sem_ver": ["1.0.0", "=", "1.0.0", "x"]}"##, "null"),
            (##"{"sem_ver": [true, "=", "1.0.0"]}"##, "null"), (##"{"sem_ver": ["1.0.0", null, "1.0.0"]}"##, "null"),
        ])
    func `sem_ver reads numbers as text, and takes three arguments`(rule: String, result: String) throws {
        #expect(try RuleRun().result(of: json(rule), on: ["v": 3]).canonicalText == result)
    }

    @Test(
        arguments: [
            (##"{"var": "$flagd.flagKey"}"##, ##""flag""##), (##"{"var": "$flagd.timestamp"}"##, "1700000000"),
            (##"{"var": "$flagd.other"}"##, "null"), (##"{"var": "targetingKey"}"##, ##""user-1""##),
            (##"{"var": "targetingKey.length"}"##, "6"),
            (##"{"var": "$flagd"}"##, ##"{"flagKey":"flag","timestamp":1700000000}"##),
            (
                ##"{"var": ""}"##,
                ##"{"$flagd":{"flagKey":"flag","timestamp":1700000000},"plan":"pro","targetingKey":"user-1"}"##
            ),
            (##"{"<": [{"var": "$flagd.timestamp"}, 1700000001]}"##, "true"),
            (##"{"cat": [{"var": "$flagd"}, {"var": ""}]}"##, ##""[object Object][object Object]""##),
        ])
    func `the flag, the time and the unit are part of the context`(rule: String, result: String) throws {
        let context: JSONValue = ["targetingKey": "user-1", "plan": "pro", "$flagd": "forged"]
        #expect(try RuleRun().result(of: json(rule), on: context).canonicalText == result)
    }

    @Test(
        arguments: [
            ("true", "true"), ("null", nil), (##"{"/": [0, 0]}"##, nil), ("1.50", "1.5"), (##""pro""##, "pro"),
            (##"" a ""##, " a "), (##""a\"b""##, ##"a\b"##), ("[]", ""), (##"{"a": 1, "b": 2}"##, ""),
        ] as [(String, String?)])
    func `a result names a variant as its JSON does without quotes`(rule: String, name: String?) throws {
        #expect(try RuleRun().variantName(of: json(rule), on: [:]) == name)
    }
}
