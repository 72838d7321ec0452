// What operators and agents change under pressure, apart from the spec: one document per feature, and one,
// `@namespace`, for the whole.

/// The state of a feature or of the namespace.
package struct FeatureState: Sendable, Equatable {
    /// The key under which the namespace's own state is kept.
    package static let namespaceKey = "@namespace"
    /// The target that stands for the feature as a whole, beside the names of its variants.
    package static let wholeFeature = "@feature"
    package static let schema: Int64 = 1

    /// A person's or machine's act, as the record keeps it.
    package struct Act: Sendable, Equatable {
        /// `redis:<ACL user>` or `uid:<name>@<host>`.
        package var by: String
        /// Unix milliseconds, by the store's clock.
        package var at: Int64
        package var reason: String
        /// What it came through: `cli`, or `guard:<name>`.
        package var source: String

        package init(by: String, at: Int64, reason: String, source: String) {
            self.by = by
            self.at = at
            self.reason = reason
            self.source = source
        }
    }

    package struct Withdrawal: Sendable, Equatable {
        package var act: Act
        /// Digest of the variant when it was withdrawn; empty where the spec did not compile.
        package var digest: String
        package var locked: Bool

        package init(act: Act, digest: String, locked: Bool = false) {
            self.act = act
            self.digest = digest
            self.locked = locked
        }
    }

    /// A guard's trip, with the numbers that justify it.
    package struct Trip: Sendable, Equatable {
        package var act: Act
        package var guardName: String
        /// A variant's name, or `wholeFeature`.
        package var target: String
        package var action: GuardRule.Action
        /// Digest of the variant that was judged; empty for the whole feature.
        package var digest: String
        /// Revision that the evidence rests on.
        package var basis: UInt64
        package var evidence: JSONValue
        package var locked: Bool

        package init(
            act: Act, guardName: String, target: String, action: GuardRule.Action, digest: String, basis: UInt64,
            evidence: JSONValue, locked: Bool = false
        ) {
            self.act = act
            self.guardName = guardName
            self.target = target
            self.action = action
            self.digest = digest
            self.basis = basis
            self.evidence = evidence
            self.locked = locked
        }

        /// One trip per guard and target: a second host's changes nothing.
        package var id: String { "\(guardName)/\(target)" }
    }

    package var key: String
    package var kill: Act?
    /// By variant name.
    package var withdrawn: [String: Withdrawal]
    /// By `Trip.id`.
    package var trips: [String: Trip]
    /// Target -> revision of its last restore. `wholeFeature` covers every target of the feature.
    package var cleared: [String: UInt64]
    /// `nil`: none is under way.
    package var rollout: Rollout?

    package init(
        key: String, kill: Act? = nil, withdrawn: [String: Withdrawal] = [:], trips: [String: Trip] = [:],
        cleared: [String: UInt64] = [:], rollout: Rollout? = nil
    ) {
        self.key = key
        self.kill = kill
        self.withdrawn = withdrawn
        self.trips = trips
        self.cleared = cleared
        self.rollout = rollout
    }

    /// Whether it holds anything back.
    package var restricts: Bool { kill != nil || !withdrawn.isEmpty || !trips.isEmpty }

    /// The revision before which nothing counts against this target any more.
    package func clearedRevision(of target: String) -> UInt64 {
        max(cleared[target] ?? 0, cleared[Self.wholeFeature] ?? 0)
    }
}
