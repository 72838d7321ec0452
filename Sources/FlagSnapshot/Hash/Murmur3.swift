// MurmurHash3 x86-32 (Austin Appleby, public domain), seed 0, fed piece by piece so that text put together from parts
// needs no buffer.

package struct Murmur3 {
    private var hash: UInt32 = 0
    /// The bytes not yet mixed in, lowest first, and how many (0 to 3).
    private var tail: UInt32 = 0
    private var tailCount: UInt32 = 0
    private var length: UInt32 = 0

    package init() {}

    @inline(__always)
    package mutating func append(_ byte: UInt8) {
        length &+= 1
        tail |= UInt32(byte) &<< (tailCount &* 8)
        tailCount &+= 1
        if tailCount == 4 {
            mix(tail)
            tail = 0
            tailCount = 0
        }
    }

    @inline(__always)
    package mutating func append(_ bytes: Bytes) {
        var next = bytes.start
        var left = bytes.count
        if left >= 4 {
            let shift = tailCount &* 8
            while left >= 4 {
                let word = UInt64(UInt32(littleEndian: next.loadUnaligned(as: UInt32.self)))
                let joined = UInt64(tail) | (word &<< UInt64(shift))
                mix(UInt32(truncatingIfNeeded: joined))
                tail = UInt32(truncatingIfNeeded: joined &>> 32)
                length &+= 4
                next += 4
                left &-= 4
            }
        }
        while left > 0 {
            append(next.load(as: UInt8.self))
            next += 1
            left &-= 1
        }
    }

    @inline(__always)
    package func finished() -> UInt32 {
        var hash = hash
        if tailCount > 0 { hash ^= Self.scrambled(tail) }
        hash ^= length
        hash = (hash ^ (hash &>> 16)) &* 0x85eb_ca6b
        hash = (hash ^ (hash &>> 13)) &* 0xc2b2_ae35
        return hash ^ (hash &>> 16)
    }

    @inline(__always)
    private mutating func mix(_ word: UInt32) {
        hash ^= Self.scrambled(word)
        hash = ((hash &<< 13) | (hash &>> 19)) &* 5 &+ 0xe654_6b64
    }

    @inline(__always)
    private static func scrambled(_ word: UInt32) -> UInt32 {
        let scaled = word &* 0xcc9e_2d51
        return ((scaled &<< 15) | (scaled &>> 17)) &* 0x1b87_3593
    }
}
