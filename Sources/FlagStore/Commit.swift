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

/// Moves a feature's state to another key, within the commit that renames it.
package struct StateMove: Sendable, Equatable {
    package var from: String
    package var to: String

    package init(from: String, to: String) {
        self.from = from
        self.to = to
    }
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
