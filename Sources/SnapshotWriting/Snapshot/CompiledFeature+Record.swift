internal import FlagSnapshot

extension CompiledFeature {
    /// The feature as it lies in a snapshot.
    package func record() throws(SnapshotWriter.Fault) -> SnapshotRecord {
        typealias Field = RecordLayout.Feature
        try check()
        var record = LittleEndianBytes()
        record.appendZeroes(Field.size)
        let key = record.appendHead(key: key, kind: RecordLayout.Head.feature)
        let isSaltKey = salt.utf8.elementsEqual(self.key.utf8)
        record.put(isSaltKey ? key : record.appendText(salt), at: Field.salt)
        record.put(record.appendText(bucketBy ?? ""), at: Field.bucketBy)
        record.put(UInt32(clamping: baseline), at: RecordLayout.Head.defaultVariant)
        record.put(UInt32(clamping: offVariant), at: Field.offVariant)
        record.put(onStale.map { UInt32(clamping: $0.serve) } ?? RecordLayout.noVariant, at: Field.staleVariant)
        record.put(onStale?.after ?? 0, at: Field.staleAfter)
        try append(rules, to: &record)
        if let rollout { append(rollout, to: &record) }
        record.append(variants)
        record.put(bucketing)
        try record.append(attributesRead, of: self.key)
        return try record.finished(key: self.key)
    }

    private var attributesRead: AttributesRead {
        var read = AttributesRead()
        for rule in rules { if let condition = rule.condition { read.add(condition) } }
        guard let bucketBy else { return read }
        read.add(attribute: bucketBy)
        // It says when the session began, for the stage that the session keeps.
        if bucketBy.utf8.elementsEqual("session".utf8) { read.add(attribute: "session_started_at") }
        return read
    }

    private func append(_ rules: [CompiledRule], to record: inout LittleEndianBytes) throws(SnapshotWriter.Fault) {
        typealias Field = RecordLayout.Rule
        let list = record.appendRecords(rules.count, size: Field.size)
        record.put(list.count, at: RecordLayout.Feature.ruleCount)
        record.put(list.offset, at: RecordLayout.Feature.rules)
        for (number, rule) in rules.enumerated() {
            let start = Int(list.offset) + number * Field.size
            let shares = record.appendRecords(rule.shares.count, size: RecordLayout.Share.size)
            record.put(shares.count, at: start + Field.shareCount)
            record.put(shares.offset, at: start + Field.shares)
            for (number, share) in rule.shares.enumerated() {
                let start = Int(shares.offset) + number * RecordLayout.Share.size
                record.put(UInt32(clamping: share.variant), at: start + RecordLayout.Share.variant)
                record.put(share.weight, at: start + RecordLayout.Share.weight)
            }
            if let condition = rule.condition {
                record.put(try record.appendProgram(condition, of: key), at: start + Field.condition)
            }
        }
    }

    private func append(_ rollout: CompiledRollout, to record: inout LittleEndianBytes) {
        typealias Field = RecordLayout.Rollout
        let start = Int(record.appendRecords(1, size: Field.size).offset)
        record.put(UInt32(clamping: start), at: RecordLayout.Feature.rollout)
        record.put(record.appendText(rollout.salt), at: start + Field.salt)
        record.put(UInt32(clamping: rollout.candidate), at: start + Field.candidate)
        let stages = record.appendRecords(rollout.stages.count, size: RecordLayout.Stage.size)
        record.put(stages.count, at: start + Field.stageCount)
        record.put(stages.offset, at: start + Field.stages)
        for (number, stage) in rollout.stages.enumerated() {
            let start = Int(stages.offset) + number * RecordLayout.Stage.size
            record.put(stage.share, at: start + RecordLayout.Stage.share)
            record.put(stage.since, at: start + RecordLayout.Stage.since)
        }
    }

    private func check() throws(SnapshotWriter.Fault) {
        let shares = rules.flatMap(\.shares)
        let named = [baseline, offVariant, onStale?.serve, rollout?.candidate].compactMap { $0 }
        for index in shares.map(\.variant) + named where !variants.indices.contains(index) {
            throw .noSuchVariant(key: key, index: index)
        }
        for rule in rules {
            let total = rule.shares.reduce(UInt64(0)) { $0 + UInt64($1.weight) }
            guard total == UInt64(CompiledRule.totalWeight) else { throw .badWeights(key: key) }
        }
        let steps = rules.count + shares.count
        guard steps <= RecordLayout.maximumSteps else { throw .tooManySteps(key: key, count: steps) }
        guard let stages = rollout?.stages else { return }
        let isInOrder = zip(stages, stages.dropFirst()).allSatisfy { $0.since <= $1.since }
        guard isInOrder, !stages.isEmpty, stages.count <= RecordLayout.maximumStages,
            stages.allSatisfy({ $0.share <= CompiledRule.totalWeight })
        else { throw .badStages(key: key) }
    }
}
