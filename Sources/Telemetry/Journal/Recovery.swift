/// What an agent goes on with after its last life, decided from what that life left behind.
package struct Recovery: Sendable {
    package var ledger: OutcomeLedger
    /// How far each ring had been read, and what its process had dropped.
    package var rings: [UInt128: RingProgress] = [:]
    /// The last entry's number.
    package var sequence: UInt64 = 0
    /// What had come by other ways than the rings and stands in no checkpoint: to be taken once names are known.
    package var reports: [JournalEntry] = []
    /// Counts that somebody has been shown: no series may be less, once everything is read again.
    package var shown: [KeptSeries] = []
    /// Why counters begin at 0; `nil` where they go on.
    package var loss: String?

    /// Whether the journal holds nothing that is needed.
    package var isEmpty: Bool { reports.isEmpty && shown.isEmpty }

    /// - Parameters:
    ///   - checkpoint: the file, `nil` where there is none.
    ///   - journal: the journal's files, as far as there are any.
    ///   - isIncomplete: whether the last life noted that it counted more than it could keep.
    ///   - bootID: of this boot.
    ///   - time: Unix milliseconds at which counters begin that do not go on.
    package init(
        checkpoint: [UInt8]?, journal: [[UInt8]], isIncomplete: Bool, bootID: String, time: UInt64
    ) {
        ledger = OutcomeLedger(time: time)
        let files = journal.filter { !$0.isEmpty }.compactMap(JournalFrame.read)
        let entries = files.flatMap(\.entries).sorted { $0.sequence < $1.sequence }
        let isOtherBoot = files.contains { $0.bootID != bootID }
        sequence = entries.last?.sequence ?? 0
        do throws(CheckpointError) {
            try take(checkpoint, entries, isOtherBoot: isOtherBoot, bootID: bootID)
            if isIncomplete { throw CheckpointError(description: "the state directory could not be written to") }
        } catch {
            lose(error.description, time: time)
        }
    }

    /// Lets counters begin at 0 at this time. What guards judge by stays.
    package mutating func lose(_ reason: String, time: UInt64) {
        ledger.metrics = MetricRegistry(time: time)
        reports = []
        shown = []
        loss = reason
    }

    private mutating func take(
        _ checkpoint: [UInt8]?, _ entries: [JournalEntry], isOtherBoot: Bool, bootID: String
    ) throws(CheckpointError) {
        var covered: UInt64 = 0
        var isSameBoot = !isOtherBoot
        if let checkpoint {
            let restored = try OutcomeLedger.restored(from: checkpoint, bootID: bootID)
            ledger = restored.ledger
            rings = restored.rings
            covered = restored.sequence
            sequence = max(sequence, covered)
            isSameBoot = restored.isSameBoot && isSameBoot
            if !isSameBoot, !restored.isFinal {
                throw CheckpointError(description: "the host was restarted and not the agent stopped before")
            }
        }
        let later = entries.filter { $0.sequence > covered }
        // A checkpoint that is gone, or older than the one the journal goes on from, has less than was shown.
        guard later.first.map({ $0.sequence == covered + 1 }) ?? true else {
            throw CheckpointError(description: "the checkpoint is older than the journal")
        }
        guard isSameBoot || later.isEmpty else {
            throw CheckpointError(description: "the host was restarted and not the agent stopped before")
        }
        for entry in later {
            switch entry.content {
            case .began: break
            case .reports: reports.append(entry)
            case .shown(let series): shown += series
            }
        }
        // Nothing in the journal is needed: it begins anew behind the checkpoint.
        if isEmpty { sequence = covered }
    }
}

/// How far a ring has been taken in.
package struct RingProgress: Sendable, Equatable {
    /// Of the next record.
    package var position: UInt64
    /// Records that its process has dropped and that are counted.
    package var dropped: UInt64

    package init(position: UInt64 = 0, dropped: UInt64 = 0) {
        self.position = position
        self.dropped = dropped
    }
}
