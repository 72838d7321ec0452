// The order of evaluation: unknown feature, namespace killed, feature killed, tripped fallback, route, variant withdrawn.

/// Decides which variant a unit gets. Reads mapped memory only: no allocation, no lock, no system call.
package struct Evaluator {
    let snapshot: SnapshotView
    let control: ControlPageReader?

    /// - Parameter control: `nil` where nothing restricts.
    package init(snapshot: SnapshotView, control: ControlPageReader?) {
        self.snapshot = snapshot
        self.control = control
    }

    /// - Parameters:
    ///   - unit: empty where there is none.
    ///   - attributes: no more than `Attribute.maximumCount`.
    package func evaluate(_ key: Bytes, unit: Bytes, attributes: UnsafeBufferPointer<Attribute>) -> Evaluation {
        let hash = KeyHash.of(key)
        let feature: FeatureRecord
        switch snapshot.feature(key, hash: hash) {
        case .found(let record): feature = record
        case .missing: return Evaluation(status: .flagNotFound, feature: hash)
        case .damaged: return Evaluation(status: .parseError, feature: hash)
        }
        if let control, control.isRestricting {
            return restricted(feature, hash: hash, by: control, unit: unit, attributes: attributes)
        }
        return result(route(feature, unit: unit, attributes: attributes), of: feature, hash: hash)
    }

    @inline(never)
    private func restricted(
        _ feature: FeatureRecord, hash: UInt64, by control: ControlPageReader, unit: Bytes,
        attributes: UnsafeBufferPointer<Attribute>
    ) -> Evaluation {
        let override = control.override(for: hash)
        if control.isNamespaceKilled || override.isKilled {
            return result(
                Choice(variant: feature.offVariant, reason: .disabled, cause: .killed), of: feature, hash: hash)
        }
        var choice = route(feature, unit: unit, attributes: attributes)
        if override.serve != 0 {
            // A variant that this snapshot does not have cannot be served; the planned degradation can.
            choice = Choice(
                variant: feature.index(ofVariant: override.serve) ?? feature.offVariant,
                reason: choice?.reason ?? .default, cause: .tripped)
        }
        if let routed = choice { choice = replacement(for: routed, of: feature, under: override) }
        return result(choice, of: feature, hash: hash)
    }

    /// What those get whose variant is withdrawn.
    private func replacement(for choice: Choice, of feature: FeatureRecord, under override: Override) -> Choice? {
        guard let chosen = feature.variant(choice.variant), let baseline = feature.variant(feature.baseline) else {
            return nil
        }
        guard override.withdraws(chosen.hash, baseline: baseline.hash) else { return choice }
        var next = feature.baseline
        if let replacement = override.replacement(of: chosen.hash),
            !override.withdraws(replacement, baseline: baseline.hash),
            let index = feature.index(ofVariant: replacement)
        {
            next = index
        } else if override.withdraws(baseline.hash, baseline: baseline.hash) {
            next = feature.offVariant
        }
        return Choice(variant: next, reason: choice.reason, cause: .withdrawn)
    }

    @inline(__always)
    private func result(_ choice: Choice?, of feature: FeatureRecord, hash: UInt64) -> Evaluation {
        guard let choice, let variant = feature.variant(choice.variant), let name = variant.name,
            let value = variant.value
        else { return Evaluation(status: .parseError, feature: hash) }
        return Evaluation(
            status: .ok, reason: choice.reason, cause: choice.cause, arm: choice.arm, feature: hash,
            variant: variant.hash, name: name, value: value)
    }
}

/// A variant's index, and how it was come by.
struct Choice {
    let variant: UInt32
    let reason: Evaluation.Reason
    var cause: Evaluation.Cause = .none
    var arm: Evaluation.Arm = .none
}
