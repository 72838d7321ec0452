import Testing

@testable import FlagModel

@Suite struct YAMLCoreSchemaTests {
    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("nULL", "nULL"),
            ("true", true), ("True", true), ("TRUE", true), ("false", false), ("False", false), ("FALSE", false),
            ("tRUE", "tRUE"), ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("Y", "Y"), ("n", "n"),
            ("0", 0), ("-0", 0), ("+12", 12), ("012", 12), ("0o17", 15), ("0o8", "0o8"), ("0xFf", 255), ("0x", "0x"),
            ("-0x1", "-0x1"), ("0b1", "0b1"), ("1_000", "1_000"), ("12:30:00", "12:30:00"),
            ("2026-01-01", "2026-01-01"),
            ("1.", 1), (".5", 0.5), ("-1.5e3", -1500), ("1e3", 1000), ("1E-1", 0.1), ("1e", "1e"), ("e1", "e1"),
            (".", "."), ("1.2.3", "1.2.3"), ("+.5", 0.5), ("--1", "--1"), ("+", "+"), ("-", "-"), ("3s", "3s"),
            ("20%", "20%"), ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("=", "="), ("<<", "<<"),
        ] as [(String, JSONValue)])
    func `a plain scalar means what the core schema says`(text: String, value: JSONValue) {
        #expect(YAMLCoreSchema.value(ofPlain: text) == value)
    }

    @Test(arguments: [".inf", "-.Inf", "+.INF", ".nan", ".NaN", "9223372036854775808", "0x10000000000000000", "1e999"])
    func `a number that JSON cannot hold is refused`(text: String) {
        #expect(YAMLCoreSchema.value(ofPlain: text) == nil)
    }
}
