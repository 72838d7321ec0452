/// Why an operation was not planned or performed. Nothing was changed.
package struct OperationError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Sendable, Hashable {
        package let name: String

        /// There is no such document, variant, version, proposal or rollout.
        package static let unknown = Code(name: "unknown")
        /// Several things bear the name.
        package static let ambiguous = Code(name: "ambiguous")
        /// What was asked for is no valid document or argument.
        package static let invalid = Code(name: "invalid")
        /// A rule for changes stands against it.
        package static let rule = Code(name: "rule")
        /// Somebody changed what the person was shown.
        package static let conflict = Code(name: "conflict")
        /// What would be widened is held back.
        package static let held = Code(name: "held")
        /// It was in use lately.
        package static let inUse = Code(name: "in-use")
        /// Others have to agree first, or a proposal is no longer open.
        package static let notApproved = Code(name: "not-approved")
        /// It goes on record, and no reason was given.
        package static let reasonMissing = Code(name: "reason-missing")
        /// What it would bring back is no longer kept.
        package static let gone = Code(name: "gone")
    }

    package var code: Code
    /// The document, proposal or rollout it is about; empty where there is no single one.
    package var subject: String
    /// What is wrong. Text of other people in it may hold anything: surfaces clean it.
    package var message: String
    /// What can be done about it, the likeliest first.
    package var remedies: [Remedy]

    package init(_ code: Code, _ subject: String, _ message: String, _ remedies: Remedy...) {
        self.init(code, subject, message, remedies: remedies)
    }

    package init(_ code: Code, _ subject: String, _ message: String, remedies: [Remedy]) {
        self.code = code
        self.subject = subject
        self.message = message
        self.remedies = remedies
    }

    package var description: String { message }
}
