import Control
import FlagModel
import Logging
import ServiceLifecycle

/// Keeps this host's own trips on disk, so that a restarted agent restricts what it restricted before.
struct TripsFileService: Service {
    static let sizeLimit = 64 << 20

    let hostTrips: SharedHostTrips
    let path: String
    let disk: Disk
    let changed: Signal
    let metrics: AgentMetrics
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in changed.rings { await keep() }
        }
        // What rang last may not have been heard.
        await keep()
    }

    private func keep() async {
        do {
            try await disk.write({ [hostTrips] in hostTrips.current.json.canonical }, to: path)
        } catch {
            metrics.diskFailed("trips")
            logger.error("cannot keep this host's trips for the next start", metadata: ["reason": "\(error)"])
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
            return trips
        } catch {
            logger.error("cannot read this host's trips", metadata: ["file": "\(path)", "reason": "\(error)"])
            return HostTrips(agent: agent)
        }
    }
}
