package import FlagModel
import FlagSnapshot
import FlagStore
import SnapshotWriting

extension Mirror {
    /// What compiling a document came to.
    package struct Compilation: Sendable {
        /// `nil`: the form in use stays.
        package var good: GoodForm?
        /// Why the newest body is not, or not wholly, in use: what a newer author wrote may not be understood here.
        package var fault: String?
        /// The documents that the newest body names.
        var references: Set<DocumentID> = []
        /// Whether it would be in use if there were room.
        package var waitsForRoom = false
    }
}

extension Mirror.Pending {
    /// Compiles a document, forgiving what a newer author may have written and this host does not know. Where the newest
    /// body does not compile, the last good one follows what it rests on: a rollback must not wait for an author.
    ///
    /// - Parameter refusal: why a form finds no room; `nil` where it does.
    package func compile(
        in documents: DocumentSet, refusal: (Mirror.GoodForm) -> String? = { _ in nil }
    ) -> Mirror.Compilation {
        var compilation = compile(document.body, in: documents)
        if let good = compilation.good, good.weight.memory > weight.memory, let reason = refusal(good) {
            compilation.good = nil
            compilation.fault = reason
            compilation.waitsForRoom = true
        }
        if compilation.good == nil, let goodBody, goodBody != document.body {
            let older = compile(goodBody, in: documents)
            compilation.good = older.good
            compilation.references.formUnion(older.references)
        }
        return compilation
    }

    private func compile(_ body: [UInt8]?, in documents: DocumentSet) -> Mirror.Compilation {
        guard let kind = DocumentKind(rawValue: document.id.kind) else {
            return Mirror.Compilation(fault: "this agent knows no documents of kind \(document.id.kind)")
        }
        guard let body else { return Mirror.Compilation(fault: "it is deleted, and what names it goes on with it") }
        let loaded = Document.load(body: body, name: document.id.description)
        var findings = loaded.diagnostics
        guard let found = loaded.document else { return Mirror.Compilation(fault: findings.text) }
        guard found.key == document.id.key, found.kind == kind else {
            return Mirror.Compilation(
                fault: "it is \(found.kind.rawValue)/\(found.key), it is stored as \(document.id)")
        }
        var compilation = Mirror.Compilation()
        do {
            let content: Mirror.GoodForm.Content
            switch found.content {
            case .feature(let feature):
                compilation.references = feature.namedParts
                let (resolved, further) = documents.resolved(feature)
                findings += further
                guard !further.contains(where: { $0.severity == .error }) else {
                    compilation.fault = findings.text
                    return compilation
                }
                content = .feature(resolved.outline, try resolved.compiled(state: state).record())
            case .flag(let flag): content = .flag(try flag.compiled().record())
            case .prompt, .parameters, .segment, .prices, .policy: content = .part(found.content)
            }
            compilation.good = Mirror.GoodForm(body: body, content: content, rollout: state?.rollout)
            compilation.fault = findings.text
        } catch {
            compilation.fault = "it cannot be laid out: \(error)"
        }
        return compilation
    }
}

extension [Diagnostic] {
    /// `nil` where there are none.
    fileprivate var text: String? { isEmpty ? nil : map(\.description).joined(separator: "; ") }
}
