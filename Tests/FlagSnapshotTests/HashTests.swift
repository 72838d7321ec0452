import FlagSnapshot
import SnapshotWriting
import Testing

@Suite struct HashTests {
    /// Values of the xxHash reference implementation, of lengths that take every branch.
    @Test(
        arguments: [
            ("", 0xef46_db37_51d8_e999), ("a", 0xd24e_c4f1_a98c_6e5b), ("abc", 0x44bc_2cf5_ad77_0999),
            ("support-chat", 0x6125_d7a8_254d_d05c),
            ("The quick brown fox jumps over the lazy dog", 0x0b24_2d36_1fda_71bc),
            ("0123456789012345678901234567890123456789", 0xca6f_c80c_bde1_a931),
        ] as [(String, UInt64)])
    func namesHashAsXXH64(name: String, hash: UInt64) {
        #expect(KeyHash.of(name) == hash)
    }

    /// Of the SipHash reference implementation: key 00 to 0f, input 00 to n - 1.
    @Test(
        arguments: [
            (0, "a3817f04ba25a8e66df67214c7550293"), (1, "da87c1d86b99af44347659119b22fc45"),
            (7, "a1f1ebbed8dbc153c0b84aa61ff08239"), (8, "3b62a9ba6258f5610f83e264f31497b4"),
            (15, "5493e99933b0a8117e08ec0f97cfc3d9"), (16, "6ee2a4ca67b054bbfd3315bf85230577"),
            (36, "3dc47d1f29c448461e9e76ed904f6711"), (63, "5150d1772f50834a503e069a973fbd7c"),
        ])
    func unitsHashAsSipHash128(length: Int, hex: String) throws {
        let input = String(decoding: (0..<length).map { UInt8($0) }, as: UTF8.self)
        let hash = try #require(UnitHash.of(input, key: (0..<16).map { UInt8($0) }))
        #expect(hash.text == "h1:" + hex)
    }

    @Test func aUnitKeyOfAnotherLengthIsRefused() {
        #expect(UnitHash.of("user-1", key: [1, 2, 3]) == nil)
    }

    /// The design's golden values, and lengths around every change of the CBOR head.
    @Test(
        arguments: [
            ("support-chat/user-1", 3_635_973_480), ("user-1", 1_431_628_768), ("", 661_569_231),
            (String(repeating: "x", count: 23), 376_359_034), (String(repeating: "x", count: 24), 390_042_729),
            (String(repeating: "x", count: 255), 3_890_713_403), (String(repeating: "x", count: 256), 612_719_266),
            (String(repeating: "x", count: 65_535), 479_360_911), (String(repeating: "x", count: 65_536), 378_186_223),
        ] as [(String, UInt32)])
    func textsBucketAsFlagdVersion3(text: String, hash: UInt32) {
        #expect(withBytes(text) { Bucket.hash(text: $0) } == hash)
    }

    @Test(
        arguments: [
            ("ejOoVL", 0), ("bY9fO-", 1), ("SI7p-", 0x7fff_ffff), ("6LvT0", 0x8000_0000), ("ceQdGm", 0xffff_ffff),
            ("fractional-flagjack", 2_682_799_072),
        ] as [(String, UInt32)])
    func murmurReachesTheEdges(text: String, hash: UInt32) {
        #expect(
            withBytes(text) { bytes in
                var murmur = Murmur3()
                murmur.append(bytes)
                return murmur.finished()
            } == hash)
    }

    @Test func saltAndUnitHashAsOneTextHoweverTheyAreCut() {
        for saltCount in 0..<40 {
            for unitCount in 1..<20 {
                let salt = String(repeating: "s", count: saltCount)
                let unit = String(repeating: "u", count: unitCount)
                let whole = withBytes(salt + "/" + unit) { Bucket.hash(text: $0) }
                #expect(withBytes(salt) { salt in withBytes(unit) { Bucket.hash(salt: salt, unit: $0) } } == whole)
            }
        }
    }
}

func withBytes<Result>(_ text: String, _ body: (Bytes) -> Result) -> Result {
    var text = text
    return text.withUTF8 { body(Bytes(UnsafeRawBufferPointer($0))) }
}
