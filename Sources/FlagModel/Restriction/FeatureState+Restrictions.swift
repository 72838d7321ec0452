extension FeatureState {
    /// Everything that the state holds back: the kill, withdrawals by variant, trips by id.
    package var restrictions: [Restriction] {
        (kill.map { [Restriction(key: key, effect: .off, cause: .killed, act: $0)] } ?? [])
            + withdrawn.sorted { $0.key < $1.key }.map { variant, withdrawal in
                Restriction(
                    key: key, variant: variant, effect: .off, cause: .withdrawn, act: withdrawal.act,
                    isLocked: withdrawal.locked)
            }
            + trips.sorted { $0.key < $1.key }.map { $1.restriction(on: key) }
    }

    /// The strictest restriction that keeps a variant from getting more users; `nil` if there is none.
    package func restriction(on variant: String) -> Restriction? {
        // A kill comes first, then withdrawals, then trips by id.
        restrictions.first { $0.variant == nil || $0.variant == variant }
    }
}

extension FeatureState.Trip {
    /// - Parameter key: of its feature.
    package func restriction(on key: String) -> Restriction {
        let effect: Restriction.Effect =
            switch action {
            case .kill: .off
            case .serve(let variant): .serve(variant)
            }
        return Restriction(
            key: key, variant: target == FeatureState.wholeFeature ? nil : target, effect: effect, cause: .tripped,
            guardName: guardName, act: act, basis: basis, isLocked: locked)
    }
}

extension HostRestriction {
    package var restriction: Restriction {
        let isWhole = target == FeatureState.wholeFeature
        return Restriction(
            key: key, variant: isWhole ? nil : target, effect: .off, cause: isWhole ? .killed : .withdrawn, act: act,
            basis: basis)
    }
}
