extension Evaluator {
    /// The first rule whose conditions hold, and its share for this unit; `nil` where the record is damaged.
    @inline(__always)
    func route(_ feature: FeatureRecord, unit: Bytes, attributes: UnsafeBufferPointer<Attribute>) -> Choice? {
        var steps = SnapshotLayout.maximumSteps
        var index: UInt32 = 0
        let count = feature.ruleCount
        while index < count {
            guard let rule = feature.rule(index), spend(1, of: &steps) else { return nil }
            if rule.conditionCount == 0 {
                let reason: Evaluation.Reason = index == 0 ? .static : .default
                return share(
                    of: rule, in: feature, servedAs: reason, unit: unit, attributes: attributes, steps: &steps)
            }
            guard let isMatch = matches(rule, attributes: attributes, steps: &steps) else { return nil }
            if isMatch {
                return share(
                    of: rule, in: feature, servedAs: .targetingMatch, unit: unit, attributes: attributes, steps: &steps)
            }
            index &+= 1
        }
        return Choice(variant: feature.baseline, reason: .default)
    }

    /// A file can claim any count, and overlapping records: what it can cost is limited here.
    @inline(__always)
    func spend(_ count: UInt32, of steps: inout Int) -> Bool {
        steps &-= Int(count)
        return steps >= 0
    }

    @inline(__always)
    private func share(
        of rule: RuleRecord, in feature: FeatureRecord, servedAs reason: Evaluation.Reason, unit: Bytes,
        attributes: UnsafeBufferPointer<Attribute>, steps: inout Int
    ) -> Choice? {
        let count = rule.shareCount
        guard count > 0, spend(count, of: &steps), var share = rule.shares, let salt = feature.salt,
            let bucketBy = feature.bucketBy
        else { return nil }
        if count == 1 { return Choice(variant: share.half(SnapshotLayout.Share.variant), reason: reason) }
        let bucketed = bucketBy.count == 0 ? unit : text(of: bucketBy, in: attributes)
        guard bucketed.count > 0 else { return Choice(variant: feature.baseline, reason: .default) }
        let bucket = Bucket.of(
            hash: Bucket.hash(salt: salt, unit: bucketed), totalWeight: SnapshotLayout.totalWeight)
        var reached: UInt32 = 0
        var index: UInt32 = 0
        while index < count {
            reached &+= share.half(SnapshotLayout.Share.weight)
            if bucket < reached {
                let variant = share.half(SnapshotLayout.Share.variant)
                return Choice(
                    variant: variant, reason: .split, arm: variant == feature.baseline ? .control : .treatment)
            }
            share += SnapshotLayout.Share.size
            index &+= 1
        }
        return nil
    }

    /// A string attribute's bytes; empty where it is missing or no string.
    private func text(of name: Bytes, in attributes: UnsafeBufferPointer<Attribute>) -> Bytes {
        guard let value = value(of: name, in: attributes), case .string(let text) = value else { return .empty }
        return text
    }

    /// The value of the first attribute of that name.
    @inline(__always)
    func value(of name: Bytes, in attributes: UnsafeBufferPointer<Attribute>) -> Attribute.Value? {
        guard var next = attributes.baseAddress else { return nil }
        let end = next + attributes.count
        while next < end {
            if next.pointee.name == name { return next.pointee.value }
            next += 1
        }
        return nil
    }
}
