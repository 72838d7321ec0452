// A sampled report stands for `weight` calls. One that stands for ten thousand beside others that stand for one decides
// everything, whoever sent it and however it came about.

/// How far apart the weights are that each user's reports of a feature carry.
struct UserWeights: Sendable, Equatable {
    /// The greatest weight over the least, of a reporter who is judged.
    static let spread: Float = 100
    /// What was seen in the last one to two of these stretches counts.
    static let stretch: UInt64 = 600 * .second
    /// Users of one feature that are told apart.
    static let limit = 16

    struct Entry: Sendable, Equatable {
        var user: UInt32
        var stretch: UInt64
        var least: Float
        var greatest: Float
        /// Of the stretch before.
        var leastBefore: Float
        var greatestBefore: Float

        var isUneven: Bool { max(greatest, greatestBefore) > UserWeights.spread * min(least, leastBefore) }

        mutating func age(to now: UInt64) {
            guard now > stretch else { return }
            let isNext = now == stretch + 1
            leastBefore = isNext ? least : .infinity
            greatestBefore = isNext ? greatest : 0
            least = .infinity
            greatest = 0
            stretch = now
        }
    }

    enum Verdict: Sendable {
        case even
        /// The first time, so that somebody can be told.
        case becameUneven
        case uneven
    }

    var entries: [Entry] = []

    /// Notes the weight of one report by `user`.
    mutating func note(_ weight: Double, by user: UInt32, now: UInt64) -> Verdict {
        let stretch = now / Self.stretch
        let known = entries.firstIndex { $0.user == user }
        let index: Int
        if let known { index = known } else { index = place(for: user, stretch) }
        entries[index].age(to: stretch)
        let wasUneven = entries[index].isUneven
        entries[index].least = min(entries[index].least, Float(weight))
        entries[index].greatest = max(entries[index].greatest, Float(weight))
        guard entries[index].isUneven else { return .even }
        return wasUneven ? .uneven : .becameUneven
    }

    /// Where there is no room, whoever has been silent longest is forgotten.
    private mutating func place(for user: UInt32, _ stretch: UInt64) -> Int {
        let new = Entry(
            user: user, stretch: stretch, least: .infinity, greatest: 0, leastBefore: .infinity, greatestBefore: 0)
        guard entries.count >= Self.limit,
            let oldest = entries.indices.min(by: { entries[$0].stretch < entries[$1].stretch })
        else {
            entries.append(new)
            return entries.count - 1
        }
        entries[oldest] = new
        return oldest
    }
}
