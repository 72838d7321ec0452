import AgentCore
import FlagModel
import FlagSnapshot
import FlagStore
import Logging
import ServiceLifecycle
import SnapshotWriting

/// Keeps the last good documents and the snapshot made of them, as services read them now.
struct LastGoodService: Service {
    /// A namespace of 64 MiB, twice over for older forms, and its escapes.
    static let sizeLimit = 256 << 20

    let core: SharedCore
    let state: StateDirectory
    let publishedSnapshot: @Sendable () -> String
    let disk: Disk
    let changed: Signal
    let metrics: AgentMetrics
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var kept = Kept()
            for await _ in changed.rings {
                await DiskRetry.run(longest: .seconds(2)) { await keep(&kept) }
                // What loading, compiling and writing took is free by now.
                ProcessMemory.giveBack()
                await waitForTurn(kept)
            }
        }
        // What rang last may not have been heard.
        var none = Kept()
        _ = await keep(&none)
    }

    /// What was kept last.
    private struct Kept {
        var snapshot: String?
        var states: [String: StoredState] = [:]
        var rewind: Mirror.Rewind?
        var hearsay = Mirror.Hearsay()
        /// Bytes that were written.
        var bytes = 0

        func restricts(as mirror: borrowing Mirror) -> Bool {
            mirror.states == states && mirror.rewind == rewind && mirror.hearsay == hearsay
        }
    }

    /// A disk is given so many bytes a second under continuous change.
    private static let bytesPerSecond = 16 << 20

    /// Under continuous change, lets what has changed meanwhile be kept together. What restricts does not wait: a kill
    /// holds through a reboot with the store away.
    private func waitForTurn(_ kept: Kept) async {
        let end = ContinuousClock.now + .seconds(Double(kept.bytes) / Double(Self.bytesPerSecond))
        while ContinuousClock.now < end, !Task.isCancelled, core.read({ kept.restricts(as: $0.mirror) }) {
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// - Returns: whether everything is on the disk.
    private func keep(_ kept: inout Kept) async -> Bool {
        let current = core.read { $0.mirror }
        guard current.lineage != nil else { return true }
        do {
            kept.bytes = 0
            (kept.states, kept.rewind, kept.hearsay) = (current.states, current.rewind, current.hearsay)
            kept.bytes += try await disk.write(to: state.lastGood) { file throws(FileError) in
                try current.writeLastGood { piece throws(FileError) in try file.append(piece) }
            }
            let snapshot = publishedSnapshot()
            if snapshot != kept.snapshot, Self.isSound(snapshot) {
                kept.bytes += try await disk.copy(snapshot, to: state.lastGoodSnapshot)
                kept.snapshot = snapshot
            }
            return true
        } catch {
            metrics.diskFailed("last-good")
            logger.error("cannot keep the last good flags for the next start", metadata: ["reason": "\(error)"])
            return false
        }
    }

    /// False where a published snapshot is gone, with its directory perhaps, or is not whole: what was kept before is better
    /// than that.
    static func isSound(_ path: String) -> Bool {
        guard let file = try? MappedFile.open(path, sizes: 1...Int64(sizeLimit)) else { return false }
        defer { file.unmap() }
        return SnapshotWriter.isSound(file.bytes)
    }

    /// The mirror as it was kept; `nil` where there is none or it cannot be read.
    static func read(_ path: String, logger: Logger) -> Mirror? {
        do {
            guard let bytes = try AtomicFile.read(path, limit: sizeLimit) else { return nil }
            if let mirror = Mirror(
                lastGood: try JSONValue.parse(bytes, limits: JSONLimits(bytes: sizeLimit, depth: 64, values: 16 << 20)))
            {
                if !mirror.unreadable.isEmpty { DamagedFile.keep(path) }
                return mirror
            }
            logger.error(
                "the last good flags are of no known form; starting without them", metadata: ["file": "\(path)"])
        } catch {
            logger.error("cannot read the last good flags", metadata: ["file": "\(path)", "reason": "\(error)"])
        }
        DamagedFile.keep(path)
        return nil
    }
}
