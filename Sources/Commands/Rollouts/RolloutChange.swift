import FlagModel
import FlagStore

/// A change of a rollout: carried out, and its refusal told with what to do about it.
struct RolloutChange {
    var verb: String
    var position: RolloutPosition
    var operation: StateOperation
    var reason: String
    var onBehalfOf: String?
    var approval: ApprovalOptions?

    func carryOut(
        in store: any DocumentStore, wait: Bool, output: OutputOptions, line: (Receipt) -> String
    ) async throws {
        let change = StateChange(
            verb: verb, key: position.key, variant: position.rollout?.candidate ?? position.plan?.candidate,
            operation: operation, reason: reason, onBehalfOf: onBehalfOf)
        guard let approval else {
            let receipt = try await explaining { try await change.commit(to: store) }
            return try await StateChangeAnswer(
                json: change.json(receipt, store: store), lines: [line(receipt)], restricts: operation.restricts
            ).finish(receipt, in: store, wait: wait, output: output)
        }
        let reviewed = ReviewedOperation(change: change, approval: approval, output: output)
        switch try await explaining({ try await reviewed.carryOut(in: store) }) {
        case .proposed(let proposed): try reviewed.answer(proposed, in: store)
        case .done(let receipt, let glass):
            var json = change.json(receipt, store: store)
            json["break_glass_until"] = glass.map { .integer($0.schedule.at) } ?? .null
            try await StateChangeAnswer(
                json: json, lines: [line(receipt)] + ReviewedOperation.Outcome.lines(of: glass)
            ).finish(receipt, in: store, wait: wait, output: output)
        }
    }

    private func explaining<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
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
