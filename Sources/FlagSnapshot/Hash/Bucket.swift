// Where a unit falls under a split: flagd's `fractional`, version 3. The value hashed is always the text `salt/unit`.

package enum Bucket {
    /// MurmurHash3 of the CBOR text `salt/unit`.
    @inline(__always)
    package static func hash(salt: Bytes, unit: Bytes) -> UInt32 {
        var murmur = Murmur3()
        murmur.append(
            cborHead: Murmur3.CBORType.text, UInt64(truncatingIfNeeded: salt.count &+ 1 &+ unit.count))
        murmur.append(salt)
        murmur.append(UInt8(ascii: "/"))
        murmur.append(unit)
        return murmur.finished()
    }

    /// MurmurHash3 of a CBOR text.
    package static func hash(text: Bytes) -> UInt32 {
        var murmur = Murmur3()
        murmur.append(cborText: text)
        return murmur.finished()
    }

    /// 0 to `totalWeight - 1`.
    @inline(__always)
    package static func of(hash: UInt32, totalWeight: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: (UInt64(hash) &* UInt64(totalWeight)) &>> 32)
    }
}
