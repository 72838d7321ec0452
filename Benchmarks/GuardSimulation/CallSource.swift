import SeededRandom

/// Draws the calls of one host between two looks: Poisson arrivals, each failing by itself.
struct CallSource {
    private let failing: PoissonSampler
    private let fine: PoissonSampler

    /// - Parameter mean: calls to expect.
    init(mean: Double, errorRate: Double) {
        failing = PoissonSampler(mean: mean * errorRate)
        fine = PoissonSampler(mean: mean * (1 - errorRate))
    }

    func draw(_ generator: inout SeededGenerator) -> (calls: Int, failures: Int) {
        let failures = failing.sample(&generator)
        return (failures + fine.sample(&generator), failures)
    }
}
