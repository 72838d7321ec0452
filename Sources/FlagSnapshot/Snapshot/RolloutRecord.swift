/// A rollout's stages as they lie in a snapshot.
struct RolloutRecord {
    let record: DocumentRecord
    let start: UnsafeRawPointer

    private typealias Field = RecordLayout.Rollout
    private typealias Stage = RecordLayout.Stage

    var salt: Bytes? { record.text(start, Field.salt) }
    var candidate: UInt32 { start.half(Field.candidate) }

    /// The candidate's share, in thousandths of a per cent; `nil` where the record is damaged.
    ///
    /// - Parameter moment: Unix milliseconds; `nil`: the stage in force. Before the first stage nobody is on it.
    func share(at moment: Int64?) -> UInt32? {
        let count = start.half(Field.stageCount)
        guard count > 0, count <= UInt32(truncatingIfNeeded: RecordLayout.maximumStages),
            let first = record.structures(at: start.half(Field.stages), count: count, size: Stage.size)
        else { return nil }
        var index = count
        while index > 0 {
            index &-= 1
            let stage = first + Int(index) &* Stage.size
            let since = Int64(bitPattern: stage.word(Stage.since))
            guard let moment, moment < since else { return stage.half(Stage.share) }
        }
        return 0
    }
}
