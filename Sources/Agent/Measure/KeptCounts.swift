// What was counted comes back at a start: the checkpoint, the journal behind it, and the rings. A count that has been shown
// never comes back smaller; where that cannot be had, counters begin at 0.

import Logging
import Telemetry

#if canImport(Glibc)
    import Glibc
#endif

/// What an earlier life of the agent kept, and the journal in which this one goes on.
struct KeptCounts: Sendable {
    let recovery: Recovery
    let journal: Journal

    /// - Parameter mark: the file that says that what is kept is not all.
    init(state: StateDirectory, mark: String, bootID: String, logger: Logger) {
        let time = HostClock.unixMilliseconds()
        var isIncomplete = access(mark, F_OK) == 0
        var checkpoint: [UInt8]?
        do throws(FileError) {
            checkpoint = try AtomicFile.read(state.checkpoint, limit: CheckpointService.sizeLimit)
        } catch {
            logger.error("cannot read the checkpoint; windows start empty", metadata: ["reason": "\(error)"])
            isIncomplete = true
        }
        let files = JournalFiles.paths(state.journal).compactMap {
            (try? AtomicFile.read($0, limit: 2 * JournalFiles.sizeLimit)) ?? nil
        }
        var recovery = Recovery(
            checkpoint: checkpoint, journal: files, isIncomplete: isIncomplete, bootID: bootID, time: time)
        journal = Journal(
            path: state.journal, checkpoint: state.checkpoint, mark: mark, bootID: bootID,
            sequence: recovery.sequence, logger: logger)
        if !journal.begin(isFresh: recovery.loss != nil || recovery.isEmpty) {
            recovery.lose("the state directory cannot be written to", time: time)
        }
        self.recovery = recovery
        guard let loss = recovery.loss else { return }
        logger.error("counters begin at 0", metadata: ["reason": "\(loss)"])
        DamagedFile.keep(state.checkpoint)
        do throws(FileError) {
            let bytes = recovery.ledger.checkpoint(
                bootID: bootID, rings: recovery.rings, sequence: journal.sequence)
            try AtomicFile.write(bytes, to: state.checkpoint, mode: 0o640)
            unlink(mark)
        } catch {
            journal.giveUp("\(error)")
        }
    }
}
