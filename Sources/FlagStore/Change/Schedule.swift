/// Changes that fall due at a time of the store's clock, without anybody's doing: whoever speaks to the store next makes
/// them take effect, agents included, as one commit.
package struct Schedule: Sendable, Equatable {
    package enum Purpose: String, Sendable {
        /// An approved change with a date. A commit to one of its documents calls all of it off.
        case planned
        /// The way back from a change that one person made alone. Its documents are held meanwhile: only an approved
        /// proposal changes them, or a commit that gives them just the body they go back to; either takes the document
        /// out of the schedule. Likewise an approved `restore` calls off the restrictions that it clears.
        case breakGlass = "break-glass"
    }

    /// A restriction that falls due.
    package struct Operation: Sendable, Equatable {
        /// `kill` or `withdraw`.
        package var operation: StateOperation
        package var key: String

        package init(_ operation: StateOperation, on key: String) {
            self.operation = operation
            self.key = key
        }
    }

    /// Unique among those that wait; the commit id of the change that it comes with.
    package var id: String
    /// Unix milliseconds by the store's clock.
    package var at: Int64
    package var purpose: Purpose
    /// What the documents become. `expected` does not count: it is what they are when it falls due.
    package var changes: [DocumentChange]
    package var operations: [Operation]
    /// Whose change it is, as the change log names it when it falls due; its commit id is `id`.
    package var attribution: Attribution
    /// The one that people approved; it stands in that record, too.
    package var proposal: ProposalID?

    package init(
        id: String, at: Int64, purpose: Purpose, changes: [DocumentChange] = [], operations: [Operation] = [],
        attribution: Attribution, proposal: ProposalID? = nil
    ) {
        self.id = id
        self.at = at
        self.purpose = purpose
        self.changes = changes
        self.operations = operations
        self.attribution = attribution
        self.proposal = proposal
    }
}
