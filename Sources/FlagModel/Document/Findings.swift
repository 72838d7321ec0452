/// Collects what is wrong with one file while it is read.
struct Findings {
    /// How many diagnostics a file gets; the rest are not worth reading, and memory is finite.
    static let limit = 100
    /// How many of them may be warnings, so that what is refused is always told why.
    private static let warningLimit = 50

    let file: String
    let mode: DocumentMode
    private var diagnostics: [Diagnostic] = []
    private var errorCount = 0
    private var isCut = false

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

    /// What is worth knowing while it is written, but not on every host.
    mutating func authorWarning(_ line: Int, _ path: DocumentPath, _ message: String, hint: String? = nil) {
        if mode == .author { warning(line, path, message, hint: hint) }
    }

    private mutating func add(
        _ severity: Diagnostic.Severity, _ line: Int, _ path: DocumentPath, _ message: String, _ hint: String?
    ) {
        guard diagnostics.count < (severity == .error ? Self.limit : Self.warningLimit) else {
            isCut = true
            return
        }
        diagnostics.append(
            Diagnostic(
                severity: severity, file: file, line: line, path: path.description, message: message, hint: hint))
    }

    /// Everything found, by line.
    var report: [Diagnostic] {
        let byLine = diagnostics.sorted { $0.line < $1.line }
        guard isCut else { return byLine }
        return byLine + [Self.moreIsWrong(in: file, errorCount > 0 ? .error : .warning)]
    }

    static func moreIsWrong(in file: String, _ severity: Diagnostic.Severity = .error) -> Diagnostic {
        Diagnostic(severity: severity, file: file, line: 0, path: "", message: "more is wrong than is shown")
    }

    /// Everything found since the mark becomes a warning: the part it was found in is left out, the rest stands.
    mutating func demoteErrors(since mark: Mark) {
        errorCount = mark.errorCount
        for index in mark.diagnosticCount..<diagnostics.count { diagnostics[index].severity = .warning }
    }

    /// A hint for a name that is none of `names`; none where nobody would see it, since finding it takes time.
    func hint(for name: String, among names: [String]) -> String? {
        diagnostics.count < Self.limit ? NearestName.hint(for: name, among: names) : nil
    }

    struct Mark {
        fileprivate var errorCount: Int
        fileprivate var diagnosticCount: Int
    }

    var mark: Mark { Mark(errorCount: errorCount, diagnosticCount: diagnostics.count) }

    func hasErrors(since mark: Mark) -> Bool { errorCount > mark.errorCount }
}
