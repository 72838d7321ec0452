import FlagModel
import FlagStore

/// A change of a rollout: carried out, and its refusal told with what to do about it.
struct RolloutChange {
    var verb: String
    var position: RolloutPosition
    var operation: StateOperation
    var reason: String
    var onBehalfOf: String?

    func carryOut(
        in store: any DocumentStore, wait: Bool, output: OutputOptions, line: (Receipt) -> String
    ) async throws {
        let change = StateChange(
            verb: verb, key: position.key, variant: position.rollout?.candidate ?? position.plan?.candidate,
            operation: operation, reason: reason, onBehalfOf: onBehalfOf)
        let receipt = try await commit(change, to: store)
        try await StateChangeAnswer(json: change.json(receipt, store: store), lines: [line(receipt)])
            .finish(receipt, in: store, wait: wait, output: output)
    }

    private func commit(_ change: StateChange, to store: any DocumentStore) async throws -> Receipt {
        do {
            return try await change.commit(to: store)
        } catch let error as StoreError {
            switch error.code {
            case .conflict, .stale:
                throw Failure(
                    "\(position.key) changed while you looked; nothing was moved: \(error)",
                    advice:
                        "Look again (flagpost rollout status \(position.key)), then repeat the command if you still "
                        + "mean it.")
            case .held:
                throw Failure(
                    "\(error); nothing was moved",
                    advice: "See what is held: flagpost get \(position.key). Lift it with flagpost restore or flagpost "
                        + "rollout resume, or go back: flagpost rollout rollback \(position.key)")
            default: throw error
            }
        }
    }
}
