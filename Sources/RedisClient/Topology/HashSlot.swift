/// One of the 16,384 parts that a cluster's keys are spread over: CRC-16/XMODEM of the hash tag, or of the whole key
/// where it has none (Redis Cluster specification, "Key distribution model").
package struct HashSlot: Sendable, Hashable {
    package static let count = 16_384

    package let number: Int

    package init(of key: some StringProtocol) {
        number = Int(Self.checksum(Self.tag(of: Array(key.utf8)))) % Self.count
    }

    /// What stands between the first `{` and the next `}`, unless that is nothing.
    private static func tag(of key: [UInt8]) -> ArraySlice<UInt8> {
        guard let open = key.firstIndex(of: UInt8(ascii: "{")) else { return key[...] }
        let rest = key[(open + 1)...]
        guard let close = rest.firstIndex(of: UInt8(ascii: "}")), close > rest.startIndex else { return key[...] }
        return rest[..<close]
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        bytes.reduce(0) { sum, byte in
            (0..<8).reduce(sum ^ UInt16(byte) << 8) { sum, _ in sum & 0x8000 == 0 ? sum << 1 : sum << 1 ^ 0x1021 }
        }
    }
}
