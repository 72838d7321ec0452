import AgentHTTP
import FlagSnapshot
import Synchronization
struct SocketEvaluator: Sendable {
    init(directory: String) {}
    func evaluate(_ key: String, _ context: EvaluationContext) -> EvaluationAnswer { EvaluationAnswer(.notReady, revision: 0) }
}
