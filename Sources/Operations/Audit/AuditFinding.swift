package import FlagStore

/// The first thing that is not what the change log says.
package struct AuditFinding: Error, Sendable, Equatable {
    /// What it is about: a revision or a document.
    package var subject: String
    package var message: String

    package init(_ subject: String, _ message: String) {
        self.subject = subject
        self.message = message
    }

    package init(_ fault: AuditChain.Break) {
        self.init("revision \(fault.revision)", fault.reason.rawValue)
    }
}
