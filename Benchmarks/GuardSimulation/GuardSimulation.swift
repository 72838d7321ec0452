// Runs the acceptance table of docs/guards.md through the real windows, guards and trips:
//
//     swift run -c release guard-simulation --host-days 1000 --runs 1000 --seed 1

@main
struct GuardSimulation {
    static func main() async throws {
        let options = try Options(Array(CommandLine.arguments.dropFirst()))
        print("seed \(options.seed), \(options.looks) looks a second, rule: error_rate > 5% over 1m\n")
        print("false trips: \(options.hostDays) host-days at each rate, fleets of \(options.hosts)")
        for errorRate in [0.02, 0.04] {
            for rate in options.rates { await falseTrips(rate: rate, errorRate: errorRate, options) }
        }
        print("\ndetection: seconds until the trip goes to the store, \(options.runs) runs")
        await detection("2% -> 50%, one host, 5/s", rate: 5, broken: 0.5, hosts: 1, options)
        await detection("2% -> 20%, one host, 5/s", rate: 5, broken: 0.2, hosts: 1, options)
        await detection("2% -> 8%, one host, 100/s", rate: 100, broken: 0.08, hosts: 1, options)
        await detection("2% -> 8%, 4 hosts, 25/s each", rate: 25, broken: 0.08, hosts: 4, options)
        await detection("2% -> 8%, 8 hosts, 100/s each", rate: 100, broken: 0.08, hosts: 8, options)
        await detection("2% -> 8%, 10 hosts, 10/s each", rate: 10, broken: 0.08, hosts: 10, options)
    }

    private static func falseTrips(rate: Double, errorRate: Double, _ options: Options) async {
        // Fleets live a few days each, so that they can be spread over the cores.
        let fleetDays = max(1, options.hostDays / options.hosts)
        let count = await spread(fleetDays, over: options.cores) { index in
            FalseTrips(
                rate: rate, errorRate: errorRate, hosts: options.hosts, looks: options.looks, duration: 86_400,
                seed: options.seed &* 1_000_003 &+ UInt64(index)
            ).run()
        }.reduce(into: FalseTrips.Count()) {
            $0.local += $1.local
            $0.fleet += $1.fleet
        }
        print(
            "  true \(errorRate * 100)% at \(rate)/s: \(count.local) local, \(count.fleet) fleet in \(fleetDays * options.hosts)"
        )
    }

    private static func detection(
        _ title: String, rate: Double, broken: Double, hosts: Int, _ options: Options
    ) async {
        let seconds = await spread(options.runs, over: options.cores) { index in
            Detection(
                rate: rate, broken: broken, hosts: hosts, looks: options.looks,
                seed: options.seed &* 1_000_003 &+ UInt64(index)
            ).run()
        }.sorted()
        guard let slowest = seconds.last else { return }
        let median = seconds[seconds.count / 2]
        let most = seconds[min(seconds.count - 1, seconds.count * 95 / 100)]
        print("  \(title): median \(median), p95 \(most), max \(slowest)")
    }

    /// Runs `body` for each index below `count`, on `cores` tasks.
    private static func spread<Result: Sendable>(
        _ count: Int, over cores: Int, _ body: @escaping @Sendable (Int) -> Result
    ) async -> [Result] {
        await withTaskGroup(of: [Result].self) { group in
            for core in 0..<cores {
                group.addTask { stride(from: core, to: count, by: cores).map(body) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }
}
