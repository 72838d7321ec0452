// Several restrictions of one feature combine here, and nowhere else.
//
// For one target the ways of restricting it form a ladder, and combining two gives the higher rung:
//
//     a variant:    in route < served X instead < out (its users get the baseline)
//     the feature:  routed   < everyone gets X  < out (everyone gets the off variant)
//
// Two guards that ask for different variants cannot both be obeyed, and which of the two restricts more cannot be told
// from names; so both give way to the next rung, which satisfies either. Joining on a ladder does not depend on the
// order: every host comes to the same result.
//
// If only guards ask for what is in force, its cause is a trip; a person who asks for as much, or more, is the cause.
//
// A variant that is itself restricted serves nobody: as a replacement it is skipped for the baseline, and as what
// everyone gets for the off variant. (A restricted baseline is replaced by the off variant when evaluated.)

package import SnapshotWriting

/// The strictest of all restrictions of one feature, target by target.
package struct RestrictionLadder: Sendable, Equatable {
    /// How far one target is restricted.
    package enum Rung: Sendable, Equatable {
        case open
        /// Its users get this variant.
        case served(String)
        case out

        fileprivate init(_ effect: Restriction.Effect) {
            switch effect {
            case .off: self = .out
            case .serve(let variant): self = .served(variant)
            }
        }

        fileprivate func joined(with other: Rung) -> Rung {
            switch (self, other) {
            case (.open, let rung), (let rung, .open): rung
            case (.served(let left), .served(let right)) where left == right: self
            default: .out
            }
        }
    }

    /// The feature as a whole, as far as it is restricted itself; `everyone` counts its variants' restrictions in.
    package private(set) var whole = Rung.open
    /// The variants that are restricted.
    package private(set) var variants: [String: Rung] = [:]
    /// Targets that a person restricts as much as can be; `nil` is the whole feature.
    private var byPerson: Set<String?> = []

    /// - Parameter restrictions: all of one feature, in any order.
    package init(_ restrictions: some Sequence<Restriction>) {
        for restriction in restrictions {
            let rung = Rung(restriction.effect)
            if let variant = restriction.variant {
                variants[variant] = variants[variant, default: .open].joined(with: rung)
            } else {
                whole = whole.joined(with: rung)
            }
            if restriction.cause != .tripped { byPerson.insert(restriction.variant) }
        }
    }

    /// - Parameters:
    ///   - state: of the feature; `nil` if the store has none. For the namespace's own state only `everyone` counts.
    ///   - own: this host's own restrictions of it. Those that a restore in `state` has ended are left out.
    package init(state: FeatureState?, own: [Restriction]) {
        self.init((state?.restrictions ?? []) + own.filter { !$0.isEnded(by: state) })
    }

    /// The rung of the whole feature, its variants' restrictions counted in.
    package var everyone: Rung {
        guard case .served(let variant) = whole, variants[variant] != nil else { return whole }
        return .out
    }

    package func isRestricted(_ variant: String) -> Bool { variants[variant] != nil }

    /// The variant that the users of a restricted variant get; `nil`: the baseline.
    package func replacement(of variant: String) -> String? {
        guard case .served(let other) = variants[variant], variants[other] == nil else { return nil }
        return other
    }

    /// True if guards alone ask for what is in force on a target.
    ///
    /// - Parameter variant: `nil`: the whole feature.
    package func isByGuard(_ variant: String?) -> Bool { !byPerson.contains(variant) }
}

extension OverrideEntry {
    /// - Parameter hash: `KeyHash.of`.
    package init(_ ladder: RestrictionLadder, hash: (String) -> UInt64) {
        let everyone = ladder.everyone
        let replaced = ladder.variants.keys.map { variant in
            Replacement(
                variant: hash(variant), by: ladder.replacement(of: variant).map(hash) ?? 0,
                isByGuard: ladder.isByGuard(variant))
        }
        let serve = if case .served(let variant) = everyone { hash(variant) } else { UInt64(0) }
        self.init(
            killed: everyone == .out, isKilledByGuard: everyone == .out && ladder.isByGuard(nil), serve: serve,
            replaced: replaced.sorted { $0.variant < $1.variant })
    }
}
