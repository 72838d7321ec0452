/// What is wrong with a feature among the documents it refers to, or with one of those.
struct FeatureFault: Sendable, Equatable {
    /// The document that is at fault.
    var kind: DocumentKind
    var key: String
    var path: DocumentPath
    var message: String
    var hint: String?
    var severity = Diagnostic.Severity.error

    /// As hosts tell it, where no text is at hand.
    var diagnostic: Diagnostic {
        Diagnostic(
            severity: severity, file: "\(kind.rawValue)/\(key)", line: 0, path: path.description, message: message,
            hint: hint)
    }
}
