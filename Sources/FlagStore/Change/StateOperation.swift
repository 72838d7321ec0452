package import FlagModel

/// A change of state that runs inside the store. Restricting ones commute, are idempotent and need no expected
/// revision; widening ones (`restore`, `stage`, `resume`) name the revision of the state document that their actor saw
/// (0: none).
package enum StateOperation: Sendable, Equatable {
    /// Turns a feature, or with `FeatureState.namespaceKey` the whole namespace, off.
    case kill
    /// Takes one variant out. The digest is kept for the record; empty where unknown.
    case withdraw(variant: String, digest: String)
    /// Refused where `digest` is not the variant's in the stored spec, or where `basis` is below the target's cleared
    /// revision. `Trip.act` is stamped by the store.
    case trip(FeatureState.Trip)
    /// Clears kill, withdrawals and trips (`variant: nil`), or those on one variant, and records
    /// `cleared[target] = revision`. A rollout stays.
    case restore(variant: String?, expected: UInt64)
    /// Takes a rollout one stage further, or begins it where none is under way. Refused while the candidate is held
    /// back or the rollout paused, and where the candidate is no longer what its actor saw.
    case stage(RolloutStep, expected: UInt64)
    /// Ends the rollout: nobody gets the candidate by it any more.
    case rollback
    /// The rollout goes no further until it is resumed.
    case pause
    case resume(expected: UInt64)

    /// A stage to take.
    package struct RolloutStep: Sendable, Equatable {
        /// Of the rollout that is under way, or of the one to begin.
        package var id: String
        /// A variant's name.
        package var candidate: String
        /// Its digest, as the actor saw it.
        package var digest: String
        /// What the rollout's buckets are drawn with; counts where it begins.
        package var salt: String
        /// In thousandths of a per cent; more than what the stage in force gives.
        package var share: UInt32

        package init(id: String, candidate: String, digest: String, salt: String, share: UInt32) {
            self.id = id
            self.candidate = candidate
            self.digest = digest
            self.salt = salt
            self.share = share
        }
    }
}

extension StateOperation {
    /// As a sentence: `withdraw support-chat canary`.
    package func summary(key: String) -> String { LoggedChange(action(on: key)).sentence() }

    /// Those that a store takes whatever else holds it up.
    package var restricts: Bool {
        switch self {
        case .kill, .withdraw, .trip, .rollback, .pause: true
        case .restore, .stage, .resume: false
        }
    }

    /// What the change log keeps beside it.
    package var evidence: JSONValue {
        if case .trip(let trip) = self { trip.evidence } else { .null }
    }
}
