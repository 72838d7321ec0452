/// How fast snapshots may follow each other. A small one is written at once, however often something changes; under
/// continuous change of a large namespace several changes go out together. What restricts does not wait for snapshots.
struct PublicationPace {
    /// Bytes a second that are written in the long run.
    static let bytesPerSecond: UInt64 = 64 << 20
    /// How far a burst of changes may be ahead of that: nanoseconds.
    static let burst: UInt64 = 4_000_000_000

    /// Until when what was written has used up its share.
    private var paidUntil: UInt64 = 0

    mutating func wrote(_ bytes: Int, at now: UInt64) {
        let cost = UInt64(clamping: bytes).multipliedReportingOverflow(by: 1_000_000_000)
        paidUntil = max(paidUntil, now) &+ (cost.overflow ? Self.burst : cost.partialValue / Self.bytesPerSecond)
    }

    /// Nanoseconds until the next may be written.
    func wait(at now: UInt64) -> UInt64 {
        let earliest = paidUntil > Self.burst ? paidUntil - Self.burst : 0
        return earliest > now ? earliest - now : 0
    }
}
