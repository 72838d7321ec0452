package import FlagModel

/// What restricts a feature already, by the store's state and this host's own trips: what is held is not judged.
package struct Holds: Sendable, Equatable {
    /// Variants withdrawn or tripped.
    package var variants: Set<String> = []
    /// What holds for the feature as a whole, if anything.
    package var whole: GuardRule.Action?

    package init() {}

    /// - Parameter hostTrips: trips that this host holds by itself.
    package init(state: FeatureState?, hostTrips: [FeatureState.Trip]) {
        if let state {
            variants.formUnion(state.withdrawn.keys)
            for trip in state.trips.values { hold(trip.target, trip.action) }
            if state.kill != nil { whole = .kill }
        }
        for trip in hostTrips { hold(trip.target, trip.action) }
    }

    private mutating func hold(_ target: String, _ action: GuardRule.Action) {
        if target != FeatureState.wholeFeature {
            variants.insert(target)
        } else if whole != .kill {
            whole = action
        }
    }
}
