import FlagModel

/// Who changes something, why, from where, and under which id, so that a retry is harmless.
package struct Attribution: Sendable, Equatable {
    /// Unique per intended change; the same id again returns the first receipt and changes nothing.
    package var commitID: String
    /// `redis:<ACL user>` or `uid:<name>@<host>`.
    package var actor: String
    package var onBehalfOf: String?
    package var reason: String
    /// What it came through: `cli`, or `guard:<name>`.
    package var source: String
    /// The host it came from; empty where unknown.
    package var origin: String

    package init(
        commitID: String, actor: String, onBehalfOf: String? = nil, reason: String, source: String, origin: String = ""
    ) {
        self.commitID = commitID
        self.actor = actor
        self.onBehalfOf = onBehalfOf
        self.reason = reason
        self.source = source
        self.origin = origin
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
    /// A redaction: what it replaces is kept nowhere, what was kept of the document goes, and proposals that would change
    /// it are over. While an earlier body is kept it is a change even where the body stays. It cannot be put off.
    package var erasesPast: Bool

    package init(
        id: DocumentID, expected: UInt64, body: [UInt8]?, digests: [String: String] = [:], erasesPast: Bool = false
    ) {
        self.id = id
        self.expected = expected
        self.body = body
        self.digests = digests
        self.erasesPast = erasesPast
    }

    /// SHA-256 of the body, in hexadecimal; `nil` where it deletes.
    package var contentDigest: String? { body.map { Digest.hexadecimal(of: $0) } }
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

/// All that one commit does: it takes effect as a whole, or not at all.
package struct Commit: Sendable, Equatable {
    package var changes: [DocumentChange]
    /// Those of `changes` that stay as they are: the commit is refused where they are others by now, and its record does
    /// not name them.
    package var foundations: Set<DocumentID>
    /// Takes the state of one key to another, whose own must hold nothing back.
    package var move: StateMove?
    /// What falls due later by itself. A planned one comes alone, without changes that take effect at once.
    package var schedule: Schedule?
    /// The id of a planned schedule that is called off.
    package var cancels: String?
    package var warrant: Warrant

    package init(
        _ changes: [DocumentChange], on foundations: Set<DocumentID> = [], moving move: StateMove? = nil,
        schedule: Schedule? = nil, cancels: String? = nil,
        warrant: Warrant = Warrant()
    ) {
        self.changes = changes
        self.foundations = foundations
        self.move = move
        self.schedule = schedule
        self.cancels = cancels
        self.warrant = warrant
    }
}

/// What a change rests on beside its author's word; the store checks it when the change takes effect.
package struct Warrant: Sendable, Equatable {
    /// A proposal that enough people approved. The change has to come to the same (`terms`), and ends it.
    package var proposal: ProposalID?
    /// Of the lease under which its author acts.
    package var fence: Fence?

    package init(proposal: ProposalID? = nil, fence: Fence? = nil) {
        self.proposal = proposal
        self.fence = fence
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
