import Control
import Telemetry

/// How often guards trip on a service that is under the threshold all the time.
package struct FalseTrips: Sendable {
    /// Calls per second on each host.
    package var rate: Double
    package var errorRate: Double
    package var hosts: Int
    /// Seconds.
    package var duration: UInt64
    package var seed: UInt64

    package init(rate: Double, errorRate: Double, hosts: Int, duration: UInt64, seed: UInt64) {
        self.rate = rate
        self.errorRate = errorRate
        self.hosts = hosts
        self.duration = duration
        self.seed = seed
    }

    package struct Count: Sendable {
        package var local = 0
        /// Trips that a quorum of the fleet agreed on.
        package var fleet = 0
    }

    /// One fleet; its hosts' calls are independent.
    package func run() -> Count {
        var generator = SeededGenerator(seed: seed)
        let failing = PoissonSampler(mean: rate * errorRate)
        let fine = PoissonSampler(mean: rate * (1 - errorRate))
        var fleet = (0..<hosts).map { SimulatedHost(name: "host-\($0)") }
        var count = Count()
        for second in 1...duration {
            for index in fleet.indices {
                let failures = failing.sample(&generator)
                fleet[index].take(calls: failures + fine.sample(&generator), failures: failures, second: second)
                guard fleet[index].judge(second: second) else { continue }
                count.local += 1
                let view = FleetView(now: Int64(second) * 1_000, agents: fleet.map(\.presence))
                count.fleet += fleet[index].trips.commits(view).isEmpty ? 0 : 1
            }
        }
        return count
    }
}
