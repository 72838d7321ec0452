// Where a unit falls under a split: flagd's `fractional`, version 3. The value hashed is always the text `salt/unit`, so
// of RFC 8949's deterministic encoding only text is needed here.

package enum Bucket {
    /// MurmurHash3 of the CBOR text `salt/unit`.
    @inline(__always)
    package static func hash(salt: Bytes, unit: Bytes) -> UInt32 {
        var murmur = Murmur3()
        appendTextHead(count: salt.count &+ 1 &+ unit.count, to: &murmur)
        murmur.append(salt)
        murmur.append(UInt8(ascii: "/"))
        murmur.append(unit)
        return murmur.finished()
    }

    /// MurmurHash3 of a CBOR text.
    package static func hash(text: Bytes) -> UInt32 {
        var murmur = Murmur3()
        appendTextHead(count: text.count, to: &murmur)
        murmur.append(text)
        return murmur.finished()
    }

    /// 0 to `totalWeight - 1`.
    @inline(__always)
    package static func of(hash: UInt32, totalWeight: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: (UInt64(hash) &* UInt64(totalWeight)) &>> 32)
    }

    /// Major type 3 with the shortest form of the length.
    @inline(__always)
    private static func appendTextHead(count: Int, to murmur: inout Murmur3) {
        if count < 24 {
            murmur.append(0x60 | UInt8(truncatingIfNeeded: count))
        } else if count < 0x100 {
            murmur.append(0x78)
            murmur.append(UInt8(truncatingIfNeeded: count))
        } else {
            appendLongTextHead(count: count, to: &murmur)
        }
    }

    private static func appendLongTextHead(count: Int, to murmur: inout Murmur3) {
        let width: Int
        if count < 0x1_0000 {
            murmur.append(0x79)
            width = 2
        } else if count < 0x1_0000_0000 {
            murmur.append(0x7a)
            width = 4
        } else {
            murmur.append(0x7b)
            width = 8
        }
        var shift = (width &- 1) &* 8
        while shift >= 0 {
            murmur.append(UInt8(truncatingIfNeeded: count &>> shift))
            shift &-= 8
        }
    }
}
