/// Why a change is not carried out as it stands, and what to do instead.
package struct Objection: Sendable, Equatable {
    /// The feature or document.
    package var subject: String
    package var message: String
    package var remedies: [Remedy]
    /// Whether its author may overrule it, with a reason on record, because the behaviour stays the same.
    package var yieldsToShippingDirectly = false

    /// What the record says of a change that overruled one.
    static let overruledMark = "--ship-directly"

    /// The same as an error.
    var error: OperationError { OperationError(.rule, subject, "\(subject): \(message)", remedies: remedies) }
}
