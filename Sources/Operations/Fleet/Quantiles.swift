/// The times that stand for a whole set of them, each a value that was measured (nearest rank).
package struct Quantiles: Sendable, Equatable {
    package var count: Int
    package var p50: Double
    package var p90: Double
    package var p99: Double
    package var max: Double

    /// `nil` where nothing was measured; what is no finite number is left out.
    package init?(_ values: [Double]) {
        let ascending = values.filter(\.isFinite).sorted()
        guard let last = ascending.last else { return nil }
        func quantile(percent: Int) -> Double {
            let rank = (ascending.count * percent + 99) / 100
            return ascending[Swift.max(rank, 1) - 1]
        }
        count = ascending.count
        p50 = quantile(percent: 50)
        p90 = quantile(percent: 90)
        p99 = quantile(percent: 99)
        max = last
    }
}
