import Control
import Telemetry

/// How long it takes until the fleet acts on a service that gets worse after half an hour of health.
package struct Detection: Sendable {
    /// Calls per second on each host.
    package var rate: Double
    package var healthy: Double
    package var broken: Double
    package var hosts: Int
    package var seed: UInt64

    package init(rate: Double, healthy: Double = 0.02, broken: Double, hosts: Int = 1, seed: UInt64) {
        self.rate = rate
        self.healthy = healthy
        self.broken = broken
        self.hosts = hosts
        self.seed = seed
    }

    static let warmUp: UInt64 = 1_800
    static let patience: UInt64 = 600

    /// Seconds until a host brings a trip to the store; `patience` where none does.
    package func run() -> Int {
        var generator = SeededGenerator(seed: seed)
        var fleet = (0..<hosts).map { SimulatedHost(name: "host-\($0)") }
        let end = Self.warmUp + Self.patience
        for (seconds, errorRate) in [(1...Self.warmUp, healthy), (Self.warmUp + 1...end, broken)] {
            let failing = PoissonSampler(mean: rate * errorRate)
            let fine = PoissonSampler(mean: rate * (1 - errorRate))
            for second in seconds {
                for index in fleet.indices {
                    let failures = failing.sample(&generator)
                    fleet[index].take(calls: failures + fine.sample(&generator), failures: failures, second: second)
                    guard second > Self.warmUp, fleet[index].judge(second: second) else { continue }
                    let view = FleetView(now: Int64(second) * 1_000, agents: fleet.map(\.presence))
                    if !fleet[index].trips.commits(view).isEmpty { return Int(second - Self.warmUp) }
                }
            }
        }
        return Int(Self.patience)
    }
}
