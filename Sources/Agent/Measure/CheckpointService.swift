// Keeps what was counted on disk, and only then tells the rings how far they have been read: an agent that is killed
// goes on from the checkpoint, with what the journal has beyond it, and reads the rest of the rings again.

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
                // What is kept last is kept below.
                if Task.isCancelled { break }
                await keep(&failingSince)
            }
        }
        var last: UInt64?
        await keep(&last, isFinal: true)
    }

    /// - Parameter isFinal: only the last one is synced. Without power the rings are gone as well, and with them what the
    ///   positions in it are for. It then costs counters, and holds nothing that restricts.
    private func keep(_ failingSince: inout UInt64?, isFinal: Bool = false) async {
        guard let copy = telemetry.takeCopy(now: HostClock.monotonic(), isFinal: isFinal) else { return }
        do {
            try await disk.write(
                { [bootID] in
                    copy.ledger.checkpoint(
                        bootID: bootID, rings: copy.rings, sequence: copy.sequence, isFinal: isFinal)
                }, to: path, isSynced: isFinal)
            await telemetry.kept(copy)
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
}
