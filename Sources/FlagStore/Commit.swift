package import FlagModel

/// Who changes something, why, and under which id, so that a retry is harmless.
package struct Attribution: Sendable, Equatable {
    /// Unique per intended change; the same id again returns the first receipt and changes nothing.
    package var commitID: String
    /// `redis:<ACL user>` or `uid:<name>@<host>`.
    package var actor: String
    package var onBehalfOf: String?
    package var reason: String
    /// What it came through: `cli`, or `guard:<name>`.
    package var source: String

    package init(commitID: String, actor: String, onBehalfOf: String? = nil, reason: String, source: String) {
        self.commitID = commitID
        self.actor = actor
        self.onBehalfOf = onBehalfOf
        self.reason = reason
        self.source = source
    }
}

/// One change of one spec, with the revision its author saw.
package struct DocumentChange: Sendable, Equatable {
    package var id: DocumentID
    /// Revision of the document as the author saw it; 0: it did not exist (or was deleted).
    package var expected: UInt64
    /// Canonical JSON; `nil` deletes.
    package var body: [UInt8]?
    package var digests: [String: String]

    package init(id: DocumentID, expected: UInt64, body: [UInt8]?, digests: [String: String] = [:]) {
        self.id = id
        self.expected = expected
        self.body = body
        self.digests = digests
    }
}

/// What a commit or operation came to.
package struct Receipt: Sendable, Equatable {
    package var lineage: Lineage
    /// The store's clock, Unix milliseconds.
    package var at: Int64
    /// False where everything already held: no revision was made.
    package var changed: Bool

    package init(lineage: Lineage, at: Int64, changed: Bool) {
        self.lineage = lineage
        self.at = at
        self.changed = changed
    }
}

/// A change of state that runs inside the store. Restricting ones commute, are idempotent and need no expected
/// revision; `restore` widens and names the revision its actor saw.
package enum StateOperation: Sendable, Equatable {
    /// Turns a feature, or with `FeatureState.namespaceKey` the whole namespace, off.
    case kill
    /// Takes one variant out. The digest is kept for the record; empty where unknown.
    case withdraw(variant: String, digest: String)
    /// Refused where `digest` is not the variant's in the stored spec, or where `basis` is below the target's cleared
    /// revision. `Trip.act` is stamped by the store.
    case trip(FeatureState.Trip)
    /// Clears kill, withdrawals and trips (`variant: nil`), or those on one variant, and records
    /// `cleared[target] = revision`. `expected` is the revision of the state document its actor saw (0: none).
    case restore(variant: String?, expected: UInt64)
}

/// One line of the change log.
package struct ChangeRecord: Sendable, Equatable {
    package var revision: UInt64
    /// The store's clock, Unix milliseconds.
    package var at: Int64
    package var attribution: Attribution
    /// `put feature/support-chat`, `kill support-chat`, `trip support-chat canary`, ...
    package var changes: [String]
    /// A trip's numbers; `null` for people's changes.
    package var evidence: JSONValue

    package init(revision: UInt64, at: Int64, attribution: Attribution, changes: [String], evidence: JSONValue = .null)
    {
        self.revision = revision
        self.at = at
        self.attribution = attribution
        self.changes = changes
        self.evidence = evidence
    }
}
