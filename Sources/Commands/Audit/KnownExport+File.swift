import FlagModel
import FlagStore
import Operations

extension KnownExport {
    /// - Throws: a `Failure` with line and reason if the export itself does not hold together.
    static func read(_ path: String) throws -> KnownExport {
        let input = try InputLines(path, limit: AuditExport.limits.bytes)
        do {
            return try KnownExport(name: path, lines: input.next)
        } catch let error as AuditExportError {
            throw Failure(
                "\(path): \(error)", advice: "The export itself does not hold together; nothing was compared.")
        }
    }
}
