// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012, and the
// reference code's HASHLEN 16): what a unit's id becomes before it leaves a service.

/// The keyed hash of a unit's id. `high` and `low` are big-endian halves: their hex digits in a row are the text form.
package struct UnitHash: Sendable, Equatable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameter key: the namespace's 16 bytes as two little-endian words.
    package static func of(_ unit: Bytes, key: (UInt64, UInt64)) -> UnitHash {
        var state = SipState(key: key)
        var next = unit.start
        var left = unit.count
        while left >= 8 {
            state.absorb(UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)))
            next += 8
            left &-= 8
        }
        var last = UInt64(truncatingIfNeeded: unit.count) &<< 56
        var shift: UInt64 = 0
        while left > 0 {
            last |= UInt64(next.load(as: UInt8.self)) &<< shift
            shift &+= 8
            next += 1
            left &-= 1
        }
        state.absorb(last)
        let first = state.squeeze(0xee)
        let second = state.squeezeAgain(0xdd)
        return UnitHash(high: first.byteSwapped, low: second.byteSwapped)
    }
}

private struct SipState {
    var v0: UInt64
    var v1: UInt64
    var v2: UInt64
    var v3: UInt64

    init(key: (UInt64, UInt64)) {
        v0 = key.0 ^ 0x736f_6d65_7073_6575
        v1 = key.1 ^ 0x646f_7261_6e64_6f6d ^ 0xee
        v2 = key.0 ^ 0x6c79_6765_6e65_7261
        v3 = key.1 ^ 0x7465_6462_7974_6573
    }

    @inline(__always)
    mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    mutating func squeeze(_ mark: UInt64) -> UInt64 {
        v2 ^= mark
        return finish()
    }

    mutating func squeezeAgain(_ mark: UInt64) -> UInt64 {
        v1 ^= mark
        return finish()
    }

    private mutating func finish() -> UInt64 {
        round()
        round()
        round()
        round()
        return v0 ^ v1 ^ v2 ^ v3
    }

    @inline(__always)
    private mutating func round() {
        v0 &+= v1
        v1 = rotate(v1, 13) ^ v0
        v0 = rotate(v0, 32)
        v2 &+= v3
        v3 = rotate(v3, 16) ^ v2
        v0 &+= v3
        v3 = rotate(v3, 21) ^ v0
        v2 &+= v1
        v1 = rotate(v1, 17) ^ v2
        v2 = rotate(v2, 32)
    }

    @inline(__always)
    private func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
        (value &<< count) | (value &>> (64 &- count))
    }
}
