import SeededRandom

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Draws from a Poisson distribution by inversion of its tabulated cumulative probabilities.
struct PoissonSampler {
    private var cumulative: [Double] = []
    /// For each 256th of the unit interval the first value that can be meant.
    private var guide: [Int] = []

    init(mean: Double) {
        var probability = exp(-mean)
        var sum = 0.0
        var value = 0.0
        repeat {
            sum += probability
            cumulative.append(sum)
            value += 1
            probability *= mean / value
        } while value < mean || probability > 1e-18
        guide = (0..<256).map { step in
            cumulative.firstIndex { $0 > Double(step) / 256 } ?? cumulative.count - 1
        }
    }

    func sample(_ generator: inout SeededGenerator) -> Int {
        let uniform = Double(generator.next() >> 11) * 0x1p-53
        var value = guide[Int(uniform * 256)]
        while value < cumulative.count - 1, cumulative[value] <= uniform { value += 1 }
        return value
    }
}
