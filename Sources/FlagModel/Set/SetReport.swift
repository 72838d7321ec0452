/// Finds the lines of faults, and says each only once.
struct SetReport {
    private var documents: [String: Document] = [:]
    private var found: [(fault: FeatureFault, diagnostic: Diagnostic, isExact: Bool)] = []
    private var isCut = false

    init(documents: [Document]) {
        for document in documents { self.documents["\(document.kind.rawValue)/\(document.key)"] = document }
    }

    /// Nobody reads on.
    var isFull: Bool { found.count >= Findings.limit }

    func includes(_ kind: DocumentKind, _ key: String) -> Bool { documents["\(kind.rawValue)/\(key)"] != nil }

    mutating func add(_ faults: [FeatureFault]) {
        for fault in faults {
            guard found.count < Findings.room(for: fault.severity) else {
                isCut = true
                continue
            }
            var diagnostic = fault.diagnostic
            var isExact = true
            if let source = documents["\(fault.kind.rawValue)/\(fault.key)"]?.source {
                diagnostic.file = source.file
                (diagnostic.line, isExact) = source.line(of: fault.path)
            }
            found.append((fault, diagnostic, isExact))
        }
    }

    /// What a variant inherits is judged where it is written, if that says the same.
    var diagnostics: [Diagnostic] {
        let exact = found.filter(\.isExact)
        var diagnostics: [Diagnostic] = []
        for one in found where !diagnostics.contains(one.diagnostic) {
            let isWrittenElsewhere = exact.contains {
                $0.fault.kind == one.fault.kind && $0.fault.key == one.fault.key
                    && $0.fault.message == one.fault.message
            }
            if one.isExact || !isWrittenElsewhere { diagnostics.append(one.diagnostic) }
        }
        if isCut || isFull {
            let isRefused = found.contains { $0.fault.severity == .error }
            diagnostics.append(
                Findings.moreIsWrong(in: diagnostics.last?.file ?? "", isRefused ? .error : .warning))
        }
        return diagnostics
    }
}
