import FlagModel
import Logging
import ServiceLifecycle

/// Keeps the last good documents and the snapshot made of them, as services read them now.
struct LastGoodService: Service {
    /// A namespace of 64 MiB, twice over for older forms, and its escapes.
    static let sizeLimit = 256 << 20

    let mirror: SharedMirror
    let state: StateDirectory
    let publishedSnapshot: @Sendable () -> String
    let disk: Disk
    let changed: Signal
    let metrics: AgentMetrics
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var kept: String?
            for await _ in changed.rings {
                await keep(&kept)
                // What loading, compiling and writing took is free by now.
                ProcessMemory.giveBack()
            }
        }
        // What rang last may not have been heard.
        var none: String?
        await keep(&none)
    }

    /// - Parameter kept: the snapshot that was kept last, which is not kept again.
    private func keep(_ kept: inout String?) async {
        guard mirror.read({ $0.lineage != nil }) else { return }
        do {
            let snapshot = publishedSnapshot()
            if snapshot != kept {
                let bytes = try AtomicFile.read(snapshot, limit: Self.sizeLimit) ?? []
                try await disk.write({ bytes }, to: state.lastGoodSnapshot)
                kept = snapshot
            }
            try await disk.write({ [mirror] in mirror.current.lastGood.canonical }, to: state.lastGood)
        } catch {
            metrics.diskFailed("last-good")
            logger.error("cannot keep the last good flags for the next start", metadata: ["reason": "\(error)"])
        }
    }

    /// The mirror as it was kept; `nil` where there is none or it cannot be read.
    static func read(_ path: String, logger: Logger) -> Mirror? {
        do {
            guard let bytes = try AtomicFile.read(path, limit: sizeLimit) else { return nil }
            if let mirror = Mirror(
                lastGood: try JSONValue.parse(bytes, limits: JSONLimits(bytes: sizeLimit, depth: 64, values: 16 << 20)))
            {
                return mirror
            }
            logger.error(
                "the last good flags are of no known form; starting without them", metadata: ["file": "\(path)"])
        } catch {
            logger.error("cannot read the last good flags", metadata: ["file": "\(path)", "reason": "\(error)"])
        }
        return nil
    }
}
