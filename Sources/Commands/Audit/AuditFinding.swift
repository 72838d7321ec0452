import FlagStore

/// The first thing that is not what the change log says.
struct AuditFinding: Error, Equatable {
    /// What it is about: a revision or a document.
    var subject: String
    var message: String

    init(_ subject: String, _ message: String) {
        self.subject = subject
        self.message = message
    }

    init(_ fault: AuditChain.Break) {
        self.init("revision \(fault.revision)", fault.reason.rawValue)
    }

    var failure: Failure {
        Failure(
            "\(subject): \(message)".withoutControls,
            advice:
                "Nothing was changed. Somebody wrote to the store past flagpost, or it is damaged: compare it with a "
                + "backup and an export.")
    }
}
