import FlagStore

/// What of the restrictions is in force on this host.
struct OverrideStanding: Sendable, Equatable {
    /// Features whose restriction found no room.
    var unplaced: Set<String> = []
    /// Up to where every restriction of the store is in the table; `nil`: not known.
    var inForce: Lineage?
    /// Up to where they have been looked at.
    private var seen: Lineage?

    /// Goes on from what stood before.
    ///
    /// - Parameter lineage: up to where the store's restrictions were written just now; `nil`: as far as before.
    mutating func follow(_ before: OverrideStanding, upTo lineage: Lineage?) {
        seen = lineage ?? before.seen
        inForce = unplaced.isEmpty ? seen : before.inForce
    }

    /// The revision that this host says it has: the published one, and no later one than every restriction is in force of.
    ///
    /// - Parameter lineage: the namespace's life, where nothing is published yet.
    func announced(published: Lineage?, of lineage: Lineage) -> Lineage {
        var announced = published ?? lineage
        if published == nil { announced.revision = 0 }
        if inForce == nil || !unplaced.isEmpty {
            let isSame = inForce?.storeID == announced.storeID && inForce?.epoch == announced.epoch
            announced.revision = isSame ? min(announced.revision, inForce?.revision ?? 0) : 0
        }
        return announced
    }

    /// The first of those that found no room, in a fixed order.
    var named: [String] { Array(unplaced.sorted().prefix(20)) }
}
