extension Evaluator {
    /// The first rule whose condition holds, and its share for this unit; `nil` where the record is damaged or a
    /// condition cannot be evaluated.
    @inline(__always)
    func route(_ feature: FeatureRecord, context: LogicContext) -> Choice? {
        guard var next = feature.rules, !context.isCutOff else { return nil }
        var steps = RecordLayout.maximumSteps
        var index: UInt32 = 0
        let count = feature.ruleCount
        while index < count {
            let rule = RuleRecord(record: feature.record, start: next)
            guard let condition = rule.condition, spend(1, of: &steps) else { return nil }
            if condition.count == 0 {
                let reason: Evaluation.Reason = index == 0 ? .static : .default
                guard let choice = share(of: rule, in: feature, servedAs: reason, context: context, steps: &steps)
                else { return nil }
                return feature.hasRollout ? rollout(of: feature, over: choice, context: context) : choice
            }
            guard let isMatch = holds(condition, context: context, steps: &steps) else { return nil }
            if isMatch {
                return share(of: rule, in: feature, servedAs: .targetingMatch, context: context, steps: &steps)
            }
            next += RecordLayout.Rule.size
            index &+= 1
        }
        return Choice(variant: feature.baseline, reason: .default)
    }

    @inline(__always)
    private func holds(_ program: Bytes, context: LogicContext, steps: inout Int) -> Bool? {
        do throws(LogicFault) {
            var rule = try LogicInterpreter(program: program, context: context, arena: arena, steps: steps)
            let holds = try rule.isTruthy()
            steps = rule.steps
            return holds
        } catch {
            return nil
        }
    }

    /// A file can claim any count, and overlapping structures: what all of it can cost is limited here.
    @inline(__always)
    private func spend(_ count: UInt32, of steps: inout Int) -> Bool {
        steps &-= Int(count)
        return steps >= 0
    }

    @inline(__always)
    private func share(
        of rule: RuleRecord, in feature: FeatureRecord, servedAs reason: Evaluation.Reason, context: LogicContext,
        steps: inout Int
    ) -> Choice? {
        let count = rule.shareCount
        guard count > 0, spend(count, of: &steps), var share = rule.shares else { return nil }
        if count == 1 { return Choice(variant: share.half(RecordLayout.Share.variant), reason: reason) }
        guard let salt = feature.salt, let bucketBy = feature.bucketBy else { return nil }
        let bucketed = bucketed(by: bucketBy, context: context)
        guard bucketed.count > 0 else { return Choice(variant: feature.baseline, reason: .default) }
        let bucket = bucket(salt: salt, unit: bucketed, context.bucketing)
        var reached: UInt32 = 0
        var index: UInt32 = 0
        while index < count {
            reached &+= share.half(RecordLayout.Share.weight)
            if bucket < reached {
                let variant = share.half(RecordLayout.Share.variant)
                return Choice(
                    variant: variant, reason: .split, arm: variant == feature.baseline ? .control : .treatment)
            }
            share += RecordLayout.Share.size
            index &+= 1
        }
        return nil
    }

    /// What buckets: the unit, or a text attribute. Empty where it is missing or no text.
    @inline(__always)
    func bucketed(by name: Bytes, context: LogicContext) -> Bytes {
        if name.count == 0 { return context.unit }
        guard case .string(let text) = context.attributes.value(of: name) else { return .empty }
        return text
    }

    /// Where a unit falls among 100,000 thousandths of a per cent.
    @inline(__always)
    func bucket(salt: Bytes, unit: Bytes, _ bucketing: Bucketing) -> UInt32 {
        let hash = bucketing == .v3 ? Bucket.hash(salt: salt, unit: unit) : plainHash(salt: salt, unit: unit)
        return Bucket.of(hash: hash, totalWeight: RecordLayout.totalWeight)
    }
}

/// Version 2: MurmurHash3 of the text `salt/unit` itself.
private func plainHash(salt: Bytes, unit: Bytes) -> UInt32 {
    var murmur = Murmur3()
    murmur.append(salt)
    murmur.append(UInt8(ascii: "/"))
    murmur.append(unit)
    return murmur.finished()
}

extension UnsafeBufferPointer<Attribute> {
    /// The value of the first attribute of that name.
    @inline(__always)
    func value(of name: Bytes) -> Attribute.Value? {
        guard var next = baseAddress else { return nil }
        let end = next + count
        while next < end {
            if next.pointee.name == name { return next.pointee.value }
            next += 1
        }
        return nil
    }
}
