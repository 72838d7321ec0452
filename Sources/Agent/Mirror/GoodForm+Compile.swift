internal import FlagModel
package import FlagStore

extension Mirror.GoodForm {
    /// Compiles a stored document, forgiving what a newer author may have written and this host does not know.
    package static func compile(_ document: StoredDocument) -> Result<Mirror.GoodForm, AgentError> {
        guard document.id.kind == "feature" else {
            return .failure(AgentError("this agent knows no documents of kind \(document.id.kind)"))
        }
        guard let body = document.body else { return .failure(AgentError("it is deleted")) }
        do {
            let feature = try Document.load(body: body, name: document.id.description).feature
            guard feature.key == document.id.key else {
                return .failure(AgentError("its key is \(feature.key), it is stored as \(document.id.key)"))
            }
            return .success(Mirror.GoodForm(body: body, feature: feature, compiled: feature.compiled()))
        } catch {
            return .failure(AgentError("\(error)"))
        }
    }
}
