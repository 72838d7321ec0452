package import SnapshotWriting

extension Feature {
    /// The feature with names resolved to indices. Names that do not resolve, which a document read here cannot hold,
    /// become the off variant or, for that itself, the first one.
    ///
    /// - Parameter state: what holds of it now: its rollout decides who gets a candidate.
    package func compiled(state: FeatureState? = nil) -> CompiledFeature {
        let names = variants.map(\.name)
        let off = names.firstIndex(of: onKill) ?? 0
        return CompiledFeature(
            key: key, salt: salt, bucketBy: bucketBy,
            variants: variants.map { CompiledVariant(name: $0.name, value: $0.value.canonical) },
            baseline: names.firstIndex(of: baseline) ?? off, offVariant: off,
            rules: route.map { entry in
                CompiledRule(
                    condition: LogicExpression(all: entry.conditions),
                    shares: entry.shares.map {
                        CompiledRule.Share(variant: names.firstIndex(of: $0.variant) ?? off, weight: $0.weight)
                    })
            },
            onStale: onStale.map {
                CompiledStaleness(after: $0.after.nanoseconds, serve: names.firstIndex(of: $0.serve) ?? off)
            },
            rollout: state?.rollout.flatMap { compiled($0, names: names) })
    }

    /// `nil` where the spec does not plan it: a candidate that was taken out of the plan gets nobody.
    private func compiled(_ rollout: FeatureState.Rollout, names: [String]) -> CompiledRollout? {
        guard rollout.candidate == self.rollout?.candidate, let candidate = names.firstIndex(of: rollout.candidate)
        else { return nil }
        return CompiledRollout(
            salt: rollout.salt, candidate: candidate,
            stages: rollout.stages.suffix(FeatureState.Rollout.stageLimit).map {
                CompiledRollout.Stage(share: $0.share, since: $0.since)
            })
    }
}

extension Duration {
    /// Nothing for what is negative, and no more than 64 bits hold.
    fileprivate var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : whole &+ UInt64(attoseconds / 1_000_000_000)
    }
}
