// The order of evaluation: unknown key; for a feature namespace killed, feature killed, tripped fallback, too stale,
// route, variant withdrawn; for an ordinary flag what flagd does.

/// Decides which variant a unit gets. Reads mapped memory only: no allocation, no lock, no system call.
package struct Evaluator {
    let snapshot: SnapshotView
    let control: ControlPageReader?
    let arena: LogicArena
    let now: EvaluationTime

    /// - Parameters:
    ///   - control: `nil`: nothing restricts, and no agent ever confirmed anything.
    ///   - arena: where rules put what they compute; used by one evaluation at a time.
    package init(snapshot: SnapshotView, control: ControlPageReader?, arena: LogicArena, now: EvaluationTime) {
        self.snapshot = snapshot
        self.control = control
        self.arena = arena
        self.now = now
    }

    /// - Parameters:
    ///   - unit: empty where there is none.
    ///   - attributes: where there are more than a few, what a filter kept of them.
    ///   - isCutOff: a filter was overfull.
    package func evaluate(
        _ key: Bytes, unit: Bytes, attributes: UnsafeBufferPointer<Attribute>, isCutOff: Bool = false
    ) -> Evaluation {
        let hash = KeyHash.of(key)
        switch snapshot.record(key, hash: hash) {
        case .found(let record):
            guard let bucketing = record.bucketing(otherwise: snapshot.bucketing) else {
                return Evaluation(status: .parseError, feature: hash)
            }
            let context = LogicContext(
                flagKey: key, unit: unit, attributes: attributes, isCutOff: isCutOff, bucketing: bucketing,
                unixSeconds: now.unixMilliseconds / 1000)
            if let feature = FeatureRecord(record) { return evaluate(feature, hash: hash, context: context) }
            if let flag = FlagRecord(record) { return evaluate(flag, hash: hash, context: context) }
            return Evaluation(status: .parseError, feature: hash)
        case .missing: return Evaluation(status: .flagNotFound, feature: hash)
        case .damaged: return Evaluation(status: .parseError, feature: hash)
        }
    }
}

extension Evaluator {
    /// A filter that keeps those of a caller's many attributes that the key's rules name.
    ///
    /// - Parameter room: nobody else's until the evaluation that follows is over.
    package func filter(for key: Bytes, in room: AttributeRoom) -> AttributeFilter {
        guard case .found(let record) = snapshot.record(key, hash: KeyHash.of(key)) else {
            return AttributeFilter(nil, room: room)
        }
        return AttributeFilter(AttributeNames(record), room: room)
    }

    /// Evaluates with any number of attributes.
    package func evaluate(
        _ key: Bytes, unit: Bytes, all attributes: UnsafeBufferPointer<Attribute>, in room: AttributeRoom
    ) -> Evaluation {
        guard attributes.count > AttributeFilter.few else {
            return evaluate(key, unit: unit, attributes: attributes)
        }
        var filter = filter(for: key, in: room)
        filter.keep(among: attributes)
        return evaluate(key, unit: unit, attributes: filter.kept, isCutOff: filter.isOverfull)
    }
}

/// A variant's index, and how it was come by.
struct Choice {
    let variant: UInt32
    let reason: Evaluation.Reason
    var cause: Evaluation.Cause = .none
    var arm: Evaluation.Arm = .none
}
