// Keeps what was counted on disk, and only then tells the rings how far they have been read: an agent that is killed
// goes on from the checkpoint and reads the rest of the rings again.

import FlagSnapshot
import Logging
import ServiceLifecycle
import Telemetry

struct CheckpointService: Service {
    let telemetry: TelemetryHub
    let rings: RingIntake
    let path: String
    let disk: Disk
    let bootID: String
    let metrics: AgentMetrics
    let logger: Logger

    static let interval: Duration = .seconds(1)
    /// With the disk unusable for longer than this, rings are acknowledged all the same: a service's ring that fills up
    /// would lose what comes next, for sure; a restart would lose seconds, perhaps.
    static let patience: UInt64 = 2_000_000_000
    static let sizeLimit = 256 << 20

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var failingSince: UInt64?
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.interval)
                await keep(&failingSince)
            }
        }
        var last: UInt64?
        await keep(&last)
    }

    private func keep(_ failingSince: inout UInt64?) async {
        guard let copy = telemetry.takeCopy() else { return }
        do {
            try await disk.write(
                { [bootID] in copy.ledger.checkpoint(bootID: bootID, positions: copy.positions) }, to: path)
            rings.checkpointed(copy.positions)
            if failingSince != nil { logger.notice("checkpoints are kept again") }
            failingSince = nil
        } catch {
            telemetry.keepDirty()
            metrics.diskFailed("checkpoint")
            let now = HostClock.monotonic()
            if failingSince == nil {
                failingSince = now
                logger.error("cannot keep a checkpoint of what was counted", metadata: ["reason": "\(error)"])
            }
            if let since = failingSince, now &- since > Self.patience { rings.checkpointed(copy.positions) }
        }
    }

    /// What was kept; an empty ledger where there is nothing, or nothing that can be read.
    static func restore(from path: String, bootID: String, logger: Logger) -> TelemetryHub {
        do {
            if let bytes = try AtomicFile.read(path, limit: sizeLimit) {
                let restored = try OutcomeLedger.restored(from: bytes, bootID: bootID)
                return TelemetryHub(restored.ledger, positions: restored.positions)
            }
        } catch {
            logger.error("cannot read the checkpoint; windows start empty", metadata: ["reason": "\(error)"])
        }
        return TelemetryHub()
    }
}
