import FlagModel
import FlagSnapshot
import FlagStore

extension Mirror.GoodForm {
    /// Compiles a stored document, forgiving what a newer author may have written and this host does not know.
    static func compile(_ document: StoredDocument) -> Result<Mirror.GoodForm, AgentError> {
        guard document.id.kind == "feature" else {
            return .failure(AgentError("this agent knows no documents of kind \(document.id.kind)"))
        }
        guard let body = document.body else { return .failure(AgentError("it is deleted")) }
        let loaded = Document.load(body: body, name: document.id.description)
        let findings = loaded.diagnostics.map(\.description).joined(separator: "; ")
        guard let feature = loaded.document?.feature else { return .failure(AgentError(findings)) }
        guard feature.key == document.id.key else {
            return .failure(AgentError("its key is \(feature.key), it is stored as \(document.id.key)"))
        }
        do throws(SnapshotWriter.Fault) {
            let record = try feature.compiled().record()
            return .success(
                Mirror.GoodForm(
                    body: body, feature: feature, record: record, warning: findings.isEmpty ? nil : findings))
        } catch {
            return .failure(AgentError("it cannot be laid out: \(error)"))
        }
    }
}
