import FlagModel
import FlagSnapshot
import FlagStore
import Logging
import ServiceLifecycle

/// Keeps `flags.flagd.json` at what services read. It runs beside the publisher and the override table and holds up
/// neither; what rings while it writes is written together afterwards.
struct FlagdService: Service {
    let namespace: String
    let path: String
    let export: FlagdExport
    let mirror: SharedMirror
    let hostTrips: SharedHostTrips
    let propagation: Propagation
    let metrics: AgentMetrics
    /// Rung when services read other flags, or a restriction changes.
    let changed: Signal
    let logger: Logger

    /// Providers look no oftener than every half second.
    static let pause: Duration = .milliseconds(100)
    static let retry: Duration = .seconds(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var file = FlagdFile(path: path)
            var trouble: FileError?
            for await _ in changed.rings {
                while !Task.isCancelled {
                    do throws(FileError) {
                        try await bringUpToDate(&file)
                        trouble = nil
                        break
                    } catch {
                        if trouble != error { complain(error) }
                        trouble = error
                        try? await Task.sleep(for: Self.retry)
                    }
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    private func bringUpToDate(_ file: inout FlagdFile) async throws(FileError) {
        guard let applied = propagation.lastApplied else { return }
        let mirror = mirror.current
        let trips = hostTrips.byFeature
        var sources: [String: FlagdFile.Source] = [:]
        for (key, served) in mirror.served {
            var restriction = mirror.restriction(of: key, hostTrips: trips[key] ?? [])
            if mirror.isNamespaceKilled, served.isFeature { restriction.killed = true }
            sources[key] = FlagdFile.Source(version: served.version, restriction: restriction)
        }
        let metadata: [String: JSONValue] = [
            "flagSetId": .string(namespace), "revision": .integer(Int64(clamping: applied.lineage.revision)),
            "bucketing": .string("v\(mirror.bucketing.rawValue)"),
        ]
        guard !file.holds(sources, metadata: metadata) else { return }
        try await file.write(sources, metadata: metadata, now: Int64(clamping: HostClock.unixMilliseconds())) {
            key, source in
            // A host may have one core: what restricts must not wait for thousands of documents.
            await Task.yield()
            return mirror.flagdFlag(key, under: source.restriction, by: export)
        }
    }

    /// The file stays as it was; nothing else depends on it.
    private func complain(_ error: FileError) {
        metrics.diskFailed("flags.flagd.json")
        logger.error(
            "cannot write the flags for flagd's providers; they go on with the last ones",
            metadata: ["reason": "\(error)"])
    }
}
