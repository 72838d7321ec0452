// What holds: the strictest of the store's state and this host's own trips.
//
// For one target the ways of restricting it form a ladder, and combining two gives the higher rung:
//
//     a variant:    in route < served X instead < withdrawn (its buckets get the baseline)
//     the feature:  routed   < everyone gets X  < killed (everyone gets the off variant)
//
// Two guards that ask for different variants cannot both be obeyed, and which of the two restricts more cannot be told
// from names; so both give way to the next rung, which satisfies either. Joining on a ladder does not depend on the
// order: every host comes to the same result.
//
// Where only guards ask for what holds, its cause is a trip; a person who asks for as much, or more, is the cause.
//
// A variant that is itself taken out serves nobody: as a replacement it is skipped for the baseline, and as what
// everyone gets for the off variant. (The baseline, withdrawn, is replaced by the off variant when evaluated.)

package import FlagSnapshot

extension Restriction {
    /// - Parameters:
    ///   - state: of the feature; `nil` where the store has none. For the namespace's own state only `killed` counts.
    ///   - hostTrips: this host's own, and as trips without a guard what people hold back on it. Those that rest on a revision before their target's restore are ignored.
    ///   - hash: `KeyHash.of`.
    package init(state: FeatureState?, hostTrips: [FeatureState.Trip], hash: (String) -> UInt64) {
        var feature = Rung.open
        var variants: [String: Rung] = [:]
        if state?.kill != nil { feature = .out }
        for variant in state?.withdrawn.keys ?? [:].keys { variants[variant] = .out }
        let standing = hostTrips.filter { trip in
            let cleared = state?.clearedRevision(of: trip.target) ?? 0
            return trip.basis >= cleared
        }
        for trip in Array(state?.trips.values ?? [:].values) + standing {
            let rung = Rung(trip.action)
            if trip.target == FeatureState.wholeFeature {
                feature = feature.joined(with: rung)
            } else {
                variants[trip.target] = variants[trip.target, default: .open].joined(with: rung)
            }
        }
        // Targets that a person takes out: what guards ask for beside that changes nothing.
        var byPerson = Set(standing.filter { !$0.isGuards && $0.action == .kill }.map(\.target))
        byPerson.formUnion(state?.withdrawn.keys ?? [:].keys)
        if state?.kill != nil { byPerson.insert(FeatureState.wholeFeature) }
        var killed = feature == .out
        var serve: UInt64 = 0
        if case .served(let variant) = feature {
            if variants[variant] == nil { serve = hash(variant) } else { killed = true }
        }
        let replaced = variants.map { variant, rung in
            var by: UInt64 = 0
            if case .served(let other) = rung, variants[other] == nil { by = hash(other) }
            return Replacement(variant: hash(variant), by: by, isByGuard: !byPerson.contains(variant))
        }
        self.init(
            killed: killed, isKilledByGuard: killed && !byPerson.contains(FeatureState.wholeFeature), serve: serve,
            replaced: replaced.sorted { $0.variant < $1.variant })
    }
}

extension FeatureState.Trip {
    /// Whether a guard made it, rather than a person by hand.
    package var isGuards: Bool { act.source != HostRestriction.source }
}

/// How far one target is restricted.
private enum Rung: Equatable {
    case open
    case served(String)
    case out

    init(_ action: GuardRule.Action) {
        switch action {
        case .kill: self = .out
        case .serve(let variant): self = .served(variant)
        }
    }

    func joined(with other: Rung) -> Rung {
        switch (self, other) {
        case (.open, let rung), (let rung, .open): rung
        case (.served(let left), .served(let right)) where left == right: self
        default: .out
        }
    }
}
