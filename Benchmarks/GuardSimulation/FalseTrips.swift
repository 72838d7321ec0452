import AgentCore
import Control
import SeededRandom
import Telemetry

/// How often guards trip on a service that is under the threshold all the time.
struct FalseTrips: Sendable {
    /// Calls per second on each host.
    var rate: Double
    var errorRate: Double
    var hosts: Int
    /// How often a second the guards are judged.
    var looks: UInt64
    /// Seconds.
    var duration: UInt64
    var seed: UInt64

    struct Count: Sendable {
        var local = 0
        /// Trips that a quorum of the fleet agreed on.
        var fleet = 0
    }

    /// One fleet; its hosts' calls are independent.
    func run() -> Count {
        var generator = SeededGenerator(seed: seed)
        let source = CallSource(mean: rate / Double(looks), errorRate: errorRate)
        var fleet = (0..<hosts).map { SimulatedHost(name: "host-\($0)") }
        var count = Count()
        for look in 1...duration * looks {
            let now = look * .second / looks
            for index in fleet.indices {
                let (calls, failures) = source.draw(&generator)
                fleet[index].take(calls: calls, failures: failures, now: now)
                guard fleet[index].judge(now: now) else { continue }
                count.local += 1
                count.fleet += fleet[index].trips.commits(fleet.view(now: now)).isEmpty ? 0 : 1
            }
        }
        return count
    }
}
