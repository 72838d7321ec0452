import AgentCore
import FlagModel
import Logging
import ServiceLifecycle

/// Keeps this host's own trips on disk, so that a restarted agent restricts what it restricted before. They hold in
/// shared memory before that, and count as kept only once file and folder are synced.
struct TripsFileService: Service {
    static let sizeLimit = 64 << 20

    let core: SharedCore
    let path: String
    let disk: Disk
    let changed: Signal
    let metrics: AgentMetrics
    let logger: Logger
    /// Keeps what people order by hand; written when that is ordered, and here when it changes otherwise.
    let byHand: HostRestrictionsFile

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in changed.rings { await DiskRetry.run(longest: .seconds(2), keepAll) }
        }
        // What rang last may not have been heard.
        _ = await keepAll()
    }

    private func keepAll() async -> Bool {
        let areTripsKept = await keep()
        return await byHand.keep() == nil && areTripsKept
    }

    private func keep() async -> Bool {
        let trips = core.read { $0.trips }
        do {
            try await disk.write({ trips.json.canonical }, to: path, isSynced: true)
            core.update { $0.persistedTrips = trips }
            return true
        } catch {
            metrics.diskFailed("trips")
            logger.error("cannot keep this host's trips for the next start", metadata: ["reason": "\(error)"])
            return false
        }
    }

    static func restore(from path: String, agent: String, logger: Logger) -> HostTrips {
        do {
            guard let bytes = try AtomicFile.read(path, limit: sizeLimit) else { return HostTrips(agent: agent) }
            var faults: [String] = []
            let json = try JSONValue.parse(bytes, limits: JSONLimits(bytes: sizeLimit))
            let trips = try HostTrips(agent: agent, json: json, faults: &faults)
            for fault in faults {
                logger.error("cannot read one of this host's trips", metadata: ["reason": "\(fault)"])
            }
            if !faults.isEmpty { DamagedFile.keep(path) }
            return trips
        } catch {
            logger.error("cannot read this host's trips", metadata: ["file": "\(path)", "reason": "\(error)"])
            DamagedFile.keep(path)
            return HostTrips(agent: agent)
        }
    }
}
