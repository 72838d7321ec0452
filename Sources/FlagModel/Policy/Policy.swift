package import FlagSnapshot

/// What holds for a namespace as a whole.
package struct Policy: Sendable, Equatable {
    /// Attributes that routes may name; `nil`: any that is not personal data.
    package var attributes: [String]?
    package var bucketing: Bucketing
    /// People who must agree to a widening change of a protected feature, its author among them; at least 2.
    package var approvals: Int

    package init(attributes: [String]? = nil, bucketing: Bucketing = .v3, approvals: Int = 2) {
        self.attributes = attributes
        self.bucketing = bucketing
        self.approvals = approvals
    }

    /// What counts: fewer than two people would be no second pair of eyes.
    package var peopleNeeded: Int { max(Self.fewestPeople, approvals) }

    /// Never fewer; and as many lift what is held, whatever the policy says.
    package static let fewestPeople = 2
}
