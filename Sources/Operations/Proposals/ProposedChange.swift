package import FlagModel
package import FlagStore

/// A change that waits for others now.
package struct ProposedChange: Sendable {
    package let proposal: Proposal
    /// People who have to agree, its author among them.
    package let people: Int
    /// Whether an approval is only as good as the file's permissions.
    package let isForPractice: Bool

    init(_ proposal: Proposal, people: Int, in store: any DocumentStore) {
        self.proposal = proposal
        self.people = people
        isForPractice = store.isEmbedded
    }

    package var json: JSONValue {
        [
            "name": .string(proposal.id.name), "author": .string(proposal.id.author), "people": .integer(Int64(people)),
            "expires": .integer(proposal.expiresAt), "at": proposal.applyAt.map { .integer($0) } ?? .null,
            "practice": .bool(isForPractice),
        ]
    }
}

extension DocumentStore {
    /// Whether it is a file that its user can write past Flagpost: approvals in it are for practice.
    package var isEmbedded: Bool { location.hasPrefix("sqlite:") }
}
