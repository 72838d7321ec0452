/// Errors come in bursts from one caller: a unit may contribute at most max(2, 10 %) of a window's failures.
package enum UnitCap {
    package static let share = 0.1
    package static let floor = 2.0

    /// Weight of failures to leave out (of the calls too), so that no unit has more than the cap.
    ///
    /// The tenth is of the failures that are *left*: the largest K with K = sum over units of min(failures, cap(K)) +
    /// unattributed, cap(K) = max(floor, share K). With the j largest units at the cap, K = rest / (1 - share j); the
    /// first j for which the next unit is under the cap is the answer. A tenth of the uncapped failures would let a
    /// unit's burst raise its own allowance.
    /// - Parameter byUnit: failures by unit; what is missing to `tally.failures` belongs to no unit and is not capped.
    package static func excess(of tally: Tally, byUnit: some Sequence<Double>) -> Double {
        let floor = Self.floor * tally.typicalWeight
        let largest = byUnit.filter { $0 > floor }.sorted(by: >)
        var cap = floor
        var rest = tally.failures
        for capped in 0...min(largest.count, Int(1 / share) - 1) {
            let candidate = share * rest / (1 - share * Double(capped))
            if candidate < floor { break }
            if capped == largest.count || largest[capped] <= candidate {
                cap = candidate
                break
            }
            rest -= largest[capped]
        }
        return largest.reduce(0) { $0 + max(0, $1 - cap) }
    }
}
