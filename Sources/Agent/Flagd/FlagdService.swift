import AgentCore
import FlagModel
import FlagSnapshot
import FlagStore
import Logging
import ServiceLifecycle
import SnapshotWriting

/// Keeps `flags.flagd.json` at what services read. It runs beside the publisher and the override table and holds up
/// neither; what rings while it writes is written together afterwards.
struct FlagdService: Service {
    let namespace: String
    let path: String
    let export: FlagdExport
    let core: SharedCore
    let metrics: AgentMetrics
    /// Rung when services read other flags, or a restriction changes.
    let changed: Signal
    let logger: Logger

    /// Providers look no oftener than every half second.
    static let pause: Duration = .milliseconds(100)
    /// A large file is written less often under continuous change: so many bytes a second.
    static let bytesPerSecond = 64 << 20
    /// Between attempts while the disk is in trouble, at first and at last: each makes every changed flag anew.
    static let retry: ClosedRange<Duration> = .seconds(1)...(.seconds(16))

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var file = FlagdFile(path: path)
            for await _ in changed.rings {
                var wait = Self.retry.lowerBound
                while await !isUpToDate(&file), !Task.isCancelled {
                    try? await Task.sleep(for: wait)
                    wait = min(wait * 2, Self.retry.upperBound)
                }
                try? await Task.sleep(for: Self.pause + .seconds(Double(file.size) / Double(Self.bytesPerSecond)))
            }
        }
    }

    /// False where the disk is in trouble. The file stays as it was; nothing else depends on it.
    private func isUpToDate(_ file: inout FlagdFile) async -> Bool {
        do throws(FileError) {
            try await bringUpToDate(&file)
            return true
        } catch {
            metrics.diskFailed("flags.flagd.json")
            logger.error(
                "cannot write the flags for flagd's providers; they go on with the last ones",
                metadata: ["reason": "\(error)"])
            return false
        }
    }

    private func bringUpToDate(_ file: inout FlagdFile) async throws(FileError) {
        let core = core.current
        guard let applied = core.propagation.applied else { return }
        let (mirror, inForce) = (core.mirror, core.inForce)
        var sources: [String: FlagdFile.Source] = [:]
        for (key, served) in mirror.served {
            var entry = inForce.entry(of: key)
            if inForce.isNamespaceOff, served.isFeature {
                (entry.killed, entry.isKilledByGuard) = (true, false)
            }
            sources[key] = FlagdFile.Source(version: served.version, entry: entry)
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
            return mirror.flagdFlag(key, under: source.entry, by: export)
        }
    }
}
