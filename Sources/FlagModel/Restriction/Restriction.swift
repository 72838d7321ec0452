// The one noun for everything that holds something back. A kill, a withdrawal, a guard's trip and an operator's order on
// one host are restrictions; they differ in target, effect, cause, and in who ends them. `RestrictionLadder` tells what
// several of them come to together.

/// Something held back: what, to which effect, by whom, and where.
package struct Restriction: Sendable, Equatable {
    package enum Cause: String, Sendable {
        /// A person turned it off.
        case killed = "KILLED"
        /// A person took a variant out.
        case withdrawn = "WITHDRAWN"
        /// A guard did either, or serves another variant instead.
        case tripped = "TRIPPED"
    }

    /// The answer for those who would get what is restricted.
    package enum Effect: Sendable, Hashable {
        /// The off variant for everyone; of a variant, the baseline for its users.
        case off
        /// This variant.
        case serve(String)
    }

    /// Of a feature or flag, or `FeatureState.namespaceKey`.
    package var key: String
    /// `nil`: the whole of it.
    package var variant: String?
    package var effect: Effect
    package var cause: Cause
    /// The guard's name if the cause is a trip.
    package var guardName: String?
    /// Hosts on which it is in force alone, by name; empty: on all, by the store.
    package var hosts: [String]
    package var act: FeatureState.Act
    /// Of a host's own restriction: a restore in the store at a later revision ends it. `nil`: the store holds it, or
    /// nobody who looks at the store can have seen it yet.
    package var basis: UInt64?
    /// True if lifting it takes approval, however soon after it that is.
    package var isLocked: Bool

    package init(
        key: String, variant: String? = nil, effect: Effect, cause: Cause, guardName: String? = nil,
        hosts: [String] = [], act: FeatureState.Act, basis: UInt64? = nil, isLocked: Bool = false
    ) {
        self.key = key
        self.variant = variant
        self.effect = effect
        self.cause = cause
        self.guardName = guardName
        self.hosts = hosts
        self.act = act
        self.basis = basis
        self.isLocked = isLocked
    }

    /// True if `restore --host` on its host ends it rather than `restore`: a person ordered it there.
    package var isByHand: Bool { !hosts.isEmpty && cause != .tripped }

    /// True if a restore in the store has ended it.
    package func isEnded(by state: FeatureState?) -> Bool {
        guard let basis, let state else { return false }
        return state.clearedRevision(of: variant ?? FeatureState.wholeFeature) > basis
    }
}

extension Restriction {
    /// The restriction in words: `killed`, `canary withdrawn`, `canary TRIPPED by guard errors: serve cheap`.
    package var summary: String {
        let target = variant.map { "\($0) " } ?? ""
        guard cause == .tripped else { return target + cause.rawValue.lowercased() }
        let action = if case .serve(let other) = effect { ": serve \(other)" } else { "" }
        return "\(target)TRIPPED by guard \(guardName ?? "")\(action)"
    }
}
