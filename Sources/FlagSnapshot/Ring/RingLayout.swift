// Reporting ring, layout 1, little endian; docs/formats.md has it as tables. A header of 4 KiB, then 2^k cells.

package enum RingLayout {
    /// "FLAGRING" as its bytes read in memory.
    package static var magic: UInt64 { 0x474e_4952_4741_4c46 }
    package static var version: UInt32 { 1 }
    package static var byteOrderMark: UInt32 { 0x0102_0304 }
    package static var headerSize: Int { 4096 }
    package static var cellSize: Int { 256 }
    package static var cellCounts: ClosedRange<UInt32> { 16...65_536 }

    /// A power of two within `cellCounts`.
    package static func isCellCount(_ count: UInt32) -> Bool {
        cellCounts.contains(count) && count & (count &- 1) == 0
    }

    package static func fileSize(cellCount: UInt32) -> Int { headerSize &+ Int(cellCount) &* cellSize }

    enum Header {
        static var magic: Int { 0 }
        static var version: Int { 8 }
        static var byteOrderMark: Int { 12 }
        static var cellCount: Int { 16 }
        static var cellSize: Int { 20 }
        static var process: Int { 24 }
        static var createdAt: Int { 32 }
        /// 0, or where a ring starts that was made again with the name of one that is gone.
        static var first: Int { 40 }
        // Words that change lie on cache lines of their own.
        static var head: Int { 64 }
        static var dropped: Int { 128 }
        static var seenRevision: Int { 192 }
        static var seenAt: Int { 200 }
        static var lastReadAt: Int { 208 }
    }

    enum Cell {
        /// Position + 1 once published.
        static var sequence: Int { 0 }
        static var time: Int { 8 }
        static var length: Int { 16 }
        /// Low half of XXH64 of the payload, seeded with the time.
        static var checksum: Int { 20 }
        static var payload: Int { 24 }
    }

    enum Payload {
        static var size: Int { 112 }
        static var kind: Int { 0 }
        static var result: Int { 1 }
        static var attempt: Int { 2 }
        /// Bit 0: the request's last attempt. Bit 1: its end was reported before, and only tokens and cost are new.
        static var flags: Int { 3 }
        static var feature: Int { 8 }
        static var variant: Int { 16 }
        static var model: Int { 24 }
        static var revision: Int { 32 }
        static var decision: Int { 40 }
        static var unit: Int { 56 }
        static var latency: Int { 72 }
        static var firstToken: Int { 80 }
        static var inputTokens: Int { 88 }
        static var outputTokens: Int { 92 }
        static var cachedTokens: Int { 96 }
        static var weight: Int { 100 }
        static var cost: Int { 104 }
    }

    /// Of feedback and scores.
    enum JudgementPayload {
        static var size: Int { 200 }
        static var kind: Int { 0 }
        static var nameLength: Int { 1 }
        static var dimensionLength: Int { 2 }
        static var feature: Int { 8 }
        static var variant: Int { 16 }
        static var value: Int { 24 }
        static var revision: Int { 32 }
        static var decision: Int { 40 }
        static var unit: Int { 56 }
        static var name: Int { 72 }
        static var dimension: Int { 136 }
    }
}
