/// What somebody does with a store. Every role may read the whole namespace; `flagpost store acl` makes users that may do
/// no more than their roles.
package enum AccessRole: String, Sendable, CaseIterable {
    /// A host's agent: withdraws and trips, tells that it is there, leads.
    case agent
    /// Commits documents, changes state, proposes, and applies what others approved.
    case `operator`
    /// Says yes or no to what others propose.
    case approver
    /// Looks.
    case viewer
}
