extension Evaluator {
    /// A confirmation may seem to lie ahead of the reader's coarse clock, by no more than this.
    private static var clockTolerance: UInt64 { 1_000_000_000 }

    @inline(__always)
    func evaluate(_ feature: FeatureRecord, hash: UInt64, context: LogicContext) -> Evaluation {
        if let control, control.isRestricting {
            return restricted(feature, hash: hash, by: control, context: context)
        }
        return result(choice(feature, context: context), of: feature, hash: hash)
    }

    @inline(never)
    private func restricted(
        _ feature: FeatureRecord, hash: UInt64, by control: ControlPageReader, context: LogicContext
    ) -> Evaluation {
        let override = control.override(for: hash)
        if control.isNamespaceKilled || override.isKilled {
            let cause: Evaluation.Cause =
                !control.isNamespaceKilled && override.isKilledByGuard ? .tripped : .killed
            return result(
                Choice(variant: feature.offVariant, reason: .disabled, cause: cause), of: feature, hash: hash)
        }
        var choice = choice(feature, context: context)
        if override.serve != 0 {
            // A variant that this snapshot does not have cannot be served; the planned degradation can.
            choice = Choice(
                variant: feature.record.index(ofVariant: override.serve) ?? feature.offVariant,
                reason: choice?.reason ?? .default, cause: .tripped)
        }
        if let routed = choice { choice = replacement(for: routed, of: feature, under: override) }
        return result(choice, of: feature, hash: hash)
    }

    /// What a feature serves where nothing restricts it; `nil` where its record is damaged or a rule fails.
    @inline(__always)
    private func choice(_ feature: FeatureRecord, context: LogicContext) -> Choice? {
        let staleVariant = feature.staleVariant
        if staleVariant != RecordLayout.noVariant, isStale(after: feature.staleAfter) {
            return Choice(variant: staleVariant, reason: .stale, cause: .stale)
        }
        return route(feature, context: context)
    }

    /// Whether the agent's last confirmation is older than that, or there was none. One from the future is from another
    /// boot of this host.
    private func isStale(after limit: UInt64) -> Bool {
        guard let confirmed = control?.confirmedAt, confirmed > 0 else { return true }
        if confirmed > now.monotonic { return confirmed &- now.monotonic > Self.clockTolerance }
        return now.monotonic &- confirmed > limit
    }

    /// What those get whose variant is withdrawn.
    private func replacement(for choice: Choice, of feature: FeatureRecord, under override: Override) -> Choice? {
        guard let chosen = feature.record.variant(choice.variant),
            let baseline = feature.record.variant(feature.baseline)
        else { return nil }
        guard override.withdraws(chosen.hash, baseline: baseline.hash) else { return choice }
        var next = feature.baseline
        if let replacement = override.replacement(of: chosen.hash),
            !override.withdraws(replacement, baseline: baseline.hash),
            let index = feature.record.index(ofVariant: replacement)
        {
            next = index
        } else if override.withdraws(baseline.hash, baseline: baseline.hash) {
            next = feature.offVariant
        }
        let cause: Evaluation.Cause = override.isWithdrawnByGuard(chosen.hash) ? .tripped : .withdrawn
        return Choice(variant: next, reason: choice.reason, cause: cause)
    }

    @inline(__always)
    private func result(_ choice: Choice?, of feature: FeatureRecord, hash: UInt64) -> Evaluation {
        guard let choice, let variant = feature.record.variant(choice.variant), let name = variant.name,
            let value = variant.value
        else { return Evaluation(status: .parseError, feature: hash) }
        return Evaluation(
            status: .ok, reason: choice.reason, cause: choice.cause, arm: choice.arm, feature: hash,
            variant: variant.hash, name: name, value: value)
    }
}
