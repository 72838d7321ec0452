import FlagStore

/// How a change is to be made that others may have to agree to.
package struct ApprovalTerms: Sendable, Equatable {
    /// The name of one's own open proposal that this takes the place of; votes on it are void.
    package var edit: String?
    /// How long a proposal waits, in milliseconds.
    package var lifetime: Int64
    /// One person, at once, for 60 minutes: then it goes back by itself.
    package var breakGlass: Bool

    package init(
        edit: String? = nil, lifetime: Int64 = Proposal.lifetimeMilliseconds, breakGlass: Bool = false
    ) {
        self.edit = edit
        self.lifetime = lifetime
        self.breakGlass = breakGlass
    }
}

/// The same for a change of documents.
package struct ChangeTerms: Sendable, Equatable {
    /// When it takes effect, by the store's clock.
    package enum Time: Sendable, Equatable {
        /// Unix milliseconds.
        case at(Int64)
        /// Milliseconds after it was planned.
        case after(Int64)
    }

    /// Overrules what yields to it; on record as the change's source.
    package var shipsDirectly: Bool
    /// `nil`: now.
    package var time: Time?
    package var approval: ApprovalTerms

    package init(shipsDirectly: Bool = false, time: Time? = nil, approval: ApprovalTerms = ApprovalTerms()) {
        self.shipsDirectly = shipsDirectly
        self.time = time
        self.approval = approval
    }
}
