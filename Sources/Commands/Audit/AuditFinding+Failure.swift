import FlagModel
import Operations

extension AuditFinding {
    var failure: Failure {
        Failure(
            "\(subject): \(message)".withoutControls,
            advice:
                "Nothing was changed. Somebody wrote to the store past flagpost, or it is damaged: compare it with a "
                + "backup and an export.")
    }
}
