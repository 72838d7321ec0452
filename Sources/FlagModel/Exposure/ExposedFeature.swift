/// A feature as what is compared: what services are handed, and how its author wrote it.
package struct ExposedFeature: Sendable, Equatable {
    /// With segments, prompts and overrides in their place.
    package var resolved: Feature
    /// As written: its conditions name segments. Entries stand where they do in `resolved`.
    package var declared: Feature

    package init(resolved: Feature, declared: Feature) {
        self.resolved = resolved
        self.declared = declared
    }
}

extension DocumentSet {
    /// A feature among the documents of this set, as what is compared.
    package func exposed(_ feature: Feature) -> ExposedFeature {
        ExposedFeature(resolved: resolved(feature).feature, declared: feature)
    }
}

extension FeatureState {
    /// Variants that guards have put in place of others.
    var servedByTrips: Set<String> {
        Set(trips.values.compactMap { if case .serve(let variant) = $0.action { variant } else { nil } })
    }
}

extension Feature {
    /// Variants that somebody may be served by this feature as it stands, machines' choices included.
    func served(_ rollout: FeatureState.Rollout?) -> Set<String> {
        var served: Set<String> = [baseline, onKill]
        for entry in route { served.formUnion(entry.shares.filter { $0.weight > 0 }.map(\.variant)) }
        if let onStale { served.insert(onStale.serve) }
        for rule in guards where !rule.isShadow {
            if case .serve(let variant) = rule.action { served.insert(variant) }
        }
        if let rollout, rollout.candidate == self.rollout?.candidate { served.insert(rollout.candidate) }
        return served
    }
}
