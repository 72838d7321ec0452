import AgentCore
import Control
import SeededRandom
import Telemetry

/// How long it takes until the fleet acts on a service that gets worse after half an hour of health.
struct Detection: Sendable {
    /// Calls per second on each host.
    var rate: Double
    var healthy = 0.02
    var broken: Double
    var hosts: Int
    /// How often a second the guards are judged.
    var looks: UInt64
    var seed: UInt64

    static let warmUp: UInt64 = 1_800
    static let patience: UInt64 = 600

    /// Seconds until a host brings a trip to the store; `patience` where none does.
    func run() -> Double {
        var generator = SeededGenerator(seed: seed)
        let before = CallSource(mean: rate / Double(looks), errorRate: healthy)
        let after = CallSource(mean: rate / Double(looks), errorRate: broken)
        var fleet = (0..<hosts).map { SimulatedHost(name: "host-\($0)") }
        for look in 1...(Self.warmUp + Self.patience) * looks {
            let isBroken = look > Self.warmUp * looks
            let now = look * .second / looks
            for index in fleet.indices {
                let (calls, failures) = (isBroken ? after : before).draw(&generator)
                fleet[index].take(calls: calls, failures: failures, now: now)
                guard isBroken, fleet[index].judge(now: now) else { continue }
                guard fleet[index].trips.commits(fleet.view(now: now)).isEmpty else {
                    return Double(look - Self.warmUp * looks) / Double(looks)
                }
            }
        }
        return Double(Self.patience)
    }
}
