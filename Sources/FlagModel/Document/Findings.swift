/// Collects what is wrong with one file while it is read.
struct Findings {
    /// How many diagnostics a file gets; the rest are not worth reading, and memory is finite.
    static let limit = 100

    /// So many are there when one of that severity finds no room. What is refused is always told why.
    static func room(for severity: Diagnostic.Severity) -> Int { severity == .error ? limit : limit / 2 }

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
        guard diagnostics.count < Self.room(for: severity) else {
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

    static func moreIsWrong(in file: String, _ severity: Diagnostic.Severity) -> Diagnostic {
        Diagnostic(severity: severity, file: file, line: 0, path: "", message: "more is wrong than is shown")
    }

    /// Everything found since the mark becomes a warning: the part it was found in is left out, the rest stands.
    mutating func demoteErrors(since mark: Mark) {
        errorCount = mark.errorCount
        for index in mark.diagnosticCount..<diagnostics.count { diagnostics[index].severity = .warning }
    }

    /// A hint for a name that is none of `names`; none where nobody would see it, since finding it takes time.
    func hint(
        for name: String, among names: [String], severity: Diagnostic.Severity = .error
    ) -> String? {
        diagnostics.count < Self.room(for: severity) ? NearestName.hint(for: name, among: names) : nil
    }

    struct Mark {
        fileprivate var errorCount: Int
        fileprivate var diagnosticCount: Int
    }

    var mark: Mark { Mark(errorCount: errorCount, diagnosticCount: diagnostics.count) }

    func hasErrors(since mark: Mark) -> Bool { errorCount > mark.errorCount }
}
