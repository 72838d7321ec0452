import FlagSnapshot
import SeededRandom
import Testing

@Suite struct RFC3339Tests {
    @Test(
        arguments: [
            ("2026-11-23T14:41:00Z", 1_795_444_860_000),
            ("2026-11-23t14:41:00z", 1_795_444_860_000),
            ("2026-11-23T16:41:00.5+02:00", 1_795_444_860_500),
            ("2026-11-23T14:41:00.0001Z", 1_795_444_860_000),
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59Z", -1000),
            ("2000-02-29T23:59:59.999+00:00", 951_868_799_999),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000),
            ("9999-12-31T23:59:59-23:59", 253_402_387_139_000),
        ] as [(String, Int64)])
    func `a moment is read`(text: String, milliseconds: Int64) {
        #expect(withBytes(text) { RFC3339.unixMilliseconds($0) } == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T14:41:00", "2026-11-23 14:41:00Z", "2026-11-23T14:41:00.Z",
        "2026-11-23T14:41:00.5",
        "2026-13-23T14:41:00Z", "2026-00-23T14:41:00Z", "2026-11-31T14:41:00Z", "2025-02-29T14:41:00Z",
        "1900-02-29T14:41:00Z", "2026-11-23T24:41:00Z", "2026-11-23T14:60:00Z", "2026-11-23T14:41:61Z",
        "2026-11-23T14:41:00+0200", "2026-11-23T14:41:00+24:00", "2026-11-23T14:41:00Zulu", "２026-11-23T14:41:00Z",
    ])
    func `anything else is no moment`(text: String) {
        #expect(withBytes(text) { RFC3339.unixMilliseconds($0) } == nil)
    }

    /// Against memory that ends with the text.
    @Test func `a cut or changed text is never read beyond its end`() throws {
        let memory = try GuardedMemory(capacity: 40)
        var generator = SeededGenerator(seed: 1)
        let sound = Array("2026-11-23T16:41:00.123456+02:00".utf8)
        for _ in 0..<20_000 {
            var text = Array(sound[..<Int.random(in: 0...sound.count, using: &generator)])
            if let place = text.indices.randomElement(using: &generator) {
                text[place] = "0123456789-:.TZ+ ".utf8.randomElement(using: &generator) ?? 0
            }
            _ = RFC3339.unixMilliseconds(Bytes(memory.hold(text)))
        }
    }
}
