/// What is wrong with a document, where, and what would be right.
package struct Diagnostic: Sendable, Equatable, CustomStringConvertible {
    package enum Severity: String, Sendable { case error, warning }

    package var severity: Severity
    package var file: String
    /// From 1; 0 where there is no text to point at.
    package var line: Int
    /// `route[0].split.canary`; empty for the document itself.
    package var path: String
    package var message: String
    /// What would be right, or the nearest known name.
    package var hint: String?

    package init(
        severity: Severity = .error, file: String, line: Int, path: String, message: String, hint: String? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.path = path
        self.message = message
        self.hint = hint
    }

    package var description: String {
        var text = line > 0 ? "\(file):\(line): " : "\(file): "
        text += severity == .warning ? "warning: " : ""
        text += path.isEmpty ? message : "\(path): \(message)"
        if let hint { text += " (\(hint))" }
        return text
    }
}
