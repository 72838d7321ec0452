/// The last 50 outcomes, for traffic too thin for windows of time.
struct RecentOutcomes: Sendable, Equatable {
    static let capacity = 50

    struct Entry: Sendable, Equatable {
        var time: UInt64
        /// 0: none said.
        var unit: UInt64
        var weight: Float
        var failed: Bool
    }

    /// A ring once it is full; `next` is then its oldest entry.
    var entries: [Entry] = []
    var next = 0

    mutating func add(_ entry: Entry) {
        if entries.count < Self.capacity {
            entries.append(entry)
        } else {
            entries[next] = entry
            next = (next + 1) % Self.capacity
        }
    }

    /// Adds the newest of `calls` outcomes, `failures` of them evenly spread.
    mutating func add(calls: Int, failures: Int, at time: UInt64) {
        let kept = min(calls, Self.capacity)
        for index in calls - kept..<calls {
            let failed = (index + 1) * failures / calls > index * failures / calls
            add(Entry(time: time, unit: 0, weight: 1, failed: failed))
        }
    }

    /// The newest 50 of several series together, at most 24 h old.
    static func merged(_ parts: [RecentOutcomes], now: UInt64) -> [Entry] {
        let entries = parts.flatMap(\.entries).filter { now.since($0.time) <= Window.lastFifty.length }
        guard parts.count > 1, entries.count > capacity else { return entries }
        return Array(entries.sorted { $0.time > $1.time }.prefix(capacity))
    }
}
