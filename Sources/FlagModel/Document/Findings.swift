/// Collects what is wrong with one file while it is read.
struct Findings {
    /// How many diagnostics a file gets; the rest are not worth reading, and memory is finite.
    static let limit = 100

    let file: String
    let mode: DocumentMode
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var errorCount = 0

    init(file: String, mode: DocumentMode) {
        self.file = file
        self.mode = mode
    }

    mutating func error(_ line: Int, _ path: DocumentPath, _ message: String, hint: String? = nil) {
        errorCount += 1
        add(.error, line, path, message, hint)
    }

    mutating func warning(_ line: Int, _ path: DocumentPath, _ message: String, hint: String? = nil) {
        add(.warning, line, path, message, hint)
    }

    private mutating func add(
        _ severity: Diagnostic.Severity, _ line: Int, _ path: DocumentPath, _ message: String, _ hint: String?
    ) {
        guard diagnostics.count < Self.limit else { return }
        let isLast = diagnostics.count == Self.limit - 1
        diagnostics.append(
            isLast
                ? Diagnostic(severity: .error, file: file, line: line, path: "", message: "more is wrong than is shown")
                : Diagnostic(
                    severity: severity, file: file, line: line, path: path.description, message: message, hint: hint))
    }

    /// Everything found so far becomes a warning: the part it was found in is left out, the rest stands.
    mutating func demoteErrors(since mark: Mark) {
        errorCount = mark.errorCount
        for index in mark.diagnosticCount..<diagnostics.count { diagnostics[index].severity = .warning }
    }

    struct Mark {
        fileprivate var errorCount: Int
        fileprivate var diagnosticCount: Int
    }

    var mark: Mark { Mark(errorCount: errorCount, diagnosticCount: diagnostics.count) }

    func hasErrors(since mark: Mark) -> Bool { errorCount > mark.errorCount }
}
