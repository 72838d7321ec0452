import FlagSnapshot
import Testing

@Suite struct HashTests {
    /// Of the xxHash project's own sanity values, and of lengths that take every branch.
    @Test(arguments: [
        ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
        ("support-chat", KNOWN), ("The quick brown fox jumps over the lazy dog", 0x0B24_2D36_1FDA_71BC),
    ] as [(String, UInt64)])
    func namesHashAsXXH64(name: String, hash: UInt64) {
        #expect(KeyHash.of(name) == hash)
    }

    /// vectors.h of the SipHash reference code, HASHLEN 16: key 00..0f, input 00..(n-1).
    @Test(arguments: SIP)
    func unitsHashAsTheReferenceDoes(length: Int, hex: String) {
        let input = (0..<length).map { UInt8($0) }
        let key = (0..<16).map { UInt8($0) }
        let words = key.withUnsafeBytes { ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) }
        let hash = input.withUnsafeBytes { UnitHash.of(Bytes($0), key: words) }
        #expect(hash.text == "h1:" + hex)
    }
