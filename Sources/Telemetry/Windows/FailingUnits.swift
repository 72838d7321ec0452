// Which units the failures of each bucket came from, in bounded memory: per bucket the weighted counters of Misra and
// Gries (Finding repeated elements, 1982). With m counters a unit's count is too low by at most 1/(m + 1) of the
// bucket's failures, never too high, and the errors of buckets only add up; so no unit above a tenth of the failures
// can hide, and what is not counted for any unit is simply not capped.

/// Failures by unit and bucket of one `BucketRing`. Empty while nothing fails.
struct FailingUnits: Sendable, Equatable {
    static let perSlot = 12

    struct Entry: Sendable, Equatable {
        var unit: UInt64
        var slot: UInt32
        var weight: Float
    }

    var entries: [Entry] = []

    mutating func add(_ weight: Float, by unit: UInt64, slot: UInt32) {
        var taken = 0
        var least = weight
        for index in entries.indices where entries[index].slot == slot {
            if entries[index].unit == unit {
                entries[index].weight += weight
                return
            }
            taken += 1
            least = min(least, entries[index].weight)
        }
        guard taken == Self.perSlot else {
            entries.append(Entry(unit: unit, slot: slot, weight: weight))
            return
        }
        for index in entries.indices where entries[index].slot == slot { entries[index].weight -= least }
        entries.removeAll { $0.slot == slot && $0.weight <= 0 }
        if weight > least { entries.append(Entry(unit: unit, slot: slot, weight: weight - least)) }
    }

    mutating func clear(slot: UInt32) {
        guard !entries.isEmpty else { return }
        entries.removeAll { $0.slot == slot }
    }
}
