package import FlagSnapshot

extension UnitHash {
    /// - Parameter key: 16 bytes; anything else is `nil`.
    package static func of(_ unit: String, key: [UInt8]) -> UnitHash? {
        guard key.count == 16 else { return nil }
        let words = key.withUnsafeBytes {
            (
                UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)),
                UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        var unit = unit
        return unit.withUTF8 { of(Bytes(UnsafeRawBufferPointer($0)), key: words) }
    }

    /// `h1:` and 32 lower-case hex digits.
    package var text: String {
        var digits: [UInt8] = Array("h1:".utf8)
        for half in [high, low] {
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: (half >> shift) & 15)
                digits.append(digit < 10 ? 48 + digit : 87 + digit)
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
