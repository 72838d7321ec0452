import Testing

@testable import guard_simulation

/// A short run of the acceptance table; the long one is reported in docs/guards.md.
@Suite struct GuardSimulationTests {
    @Test(arguments: [0.02, 0.04])
    func `guards leave a service alone that is under the threshold`(errorRate: Double) {
        let count = FalseTrips(rate: 5, errorRate: errorRate, hosts: 2, looks: 2, duration: 1_800, seed: 11).run()
        #expect(count.local == 0)
        #expect(count.fleet == 0)
    }

    @Test(arguments: [(0.5, 8, 10), (0.2, 25, 45)])
    func `guards find a service that breaks`(errorRate: Double, median: Double, most: Double) {
        let seconds = (0..<21).map { Detection(rate: 5, broken: errorRate, hosts: 1, looks: 1, seed: UInt64($0)).run() }
            .sorted()
        #expect(seconds[10] <= median)
        #expect(seconds[19] <= most)
    }

    @Test func `a fleet acts on a quorum`() {
        #expect(Detection(rate: 25, broken: 0.2, hosts: 5, looks: 1, seed: 3).run() <= 45)
    }
}
