// XXH64, after its specification (github.com/Cyan4973/xxHash, doc/xxhash_spec.md): names in the snapshot's index, and
// every checksum.

package enum XXHash64 {
    private static var prime1: UInt64 { 0x9E37_79B1_85EB_CA87 }
    private static var prime2: UInt64 { 0xC2B2_AE3D_27D4_EB4F }
    private static var prime3: UInt64 { 0x1656_67B1_9E37_79F9 }
    private static var prime4: UInt64 { 0x85EB_CA77_C2B2_AE63 }
    package static var prime5: UInt64 { 0x27D4_EB2F_1656_67C5 }

    package static func of(_ bytes: Bytes, seed: UInt64 = 0) -> UInt64 {
        guard bytes.count >= stripe else { return finish(seed &+ prime5, bytes, total: bytes.count) }
        var lanes = Lanes(seed: seed)
        let rest = lanes.takeStripes(of: bytes)
        return finish(lanes.merged, rest, total: bytes.count)
    }

    /// So many bytes the lanes take at once.
    package static var stripe: Int { 32 }

    /// What the whole stripes of a text come to.
    package struct Lanes {
        private var lane1: UInt64
        private var lane2: UInt64
        private var lane3: UInt64
        private var lane4: UInt64

        @inline(__always)
        package init(seed: UInt64) {
            lane1 = seed &+ prime1 &+ prime2
            lane2 = seed &+ prime2
            lane3 = seed
            lane4 = seed &- prime1
        }

        /// Takes in the whole stripes, and returns what is left behind them.
        package mutating func takeStripes(of bytes: Bytes) -> Bytes {
            var next = bytes.start
            var left = bytes.count
            while left >= stripe {
                take(next)
                next += stripe
                left &-= stripe
            }
            return Bytes(next, count: left)
        }

        /// - Parameter next: where a whole stripe begins.
        @inline(__always)
        private mutating func take(_ next: UnsafeRawPointer) {
            lane1 = round(lane1, word(next, 0))
            lane2 = round(lane2, word(next, 8))
            lane3 = round(lane3, word(next, 16))
            lane4 = round(lane4, word(next, 24))
        }

        @inline(__always)
        package var merged: UInt64 {
            let hash = rotate(lane1, 1) &+ rotate(lane2, 7) &+ rotate(lane3, 12) &+ rotate(lane4, 18)
            return merge(merge(merge(merge(hash, lane1), lane2), lane3), lane4)
        }
    }

    /// Takes in what makes no whole stripe any more.
    ///
    /// - Parameter total: the bytes of the whole text.
    @inline(__always)
    package static func finish(_ stripes: UInt64, _ rest: Bytes, total: Int) -> UInt64 {
        var hash = stripes &+ UInt64(truncatingIfNeeded: total)
        var next = rest.start
        var left = rest.count
        while left >= 8 {
            hash = rotate(hash ^ round(0, word(next, 0)), 27) &* prime1 &+ prime4
            next += 8
            left &-= 8
        }
        if left >= 4 {
            let half = UInt64(UInt32(littleEndian: next.loadUnaligned(as: UInt32.self)))
            hash = rotate(hash ^ (half &* prime1), 23) &* prime2 &+ prime3
            next += 4
            left &-= 4
        }
        while left > 0 {
            hash = rotate(hash ^ (UInt64(next.load(as: UInt8.self)) &* prime5), 11) &* prime1
            next += 1
            left &-= 1
        }
        hash = (hash ^ (hash &>> 33)) &* prime2
        hash = (hash ^ (hash &>> 29)) &* prime3
        return hash ^ (hash &>> 32)
    }

    @inline(__always)
    private static func word(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
        (value &<< count) | (value &>> (64 &- count))
    }

    @inline(__always)
    private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
        rotate(lane &+ input &* prime2, 31) &* prime1
    }

    @inline(__always)
    private static func merge(_ hash: UInt64, _ lane: UInt64) -> UInt64 {
        (hash ^ round(0, lane)) &* prime1 &+ prime4
    }
}
