import FlagModel
import FlagStore

/// Command lines that people are told to run: they have to do what is meant as they stand.
enum AdvisedCommand {
    /// - Parameter key: of the state document; the namespace's own is written as `--all`.
    static func restore(_ key: String, _ variant: String? = nil) -> String {
        let target = key == FeatureState.namespaceKey ? "--all" : key
        let words = ["flagpost restore", target] + (variant.map { [$0] } ?? [])
        return "\(words.joined(separator: " ")) --reason TEXT".withoutControls
    }

    /// Puts the same in place of a proposal once more, on what is there now.
    static func renewal(of proposal: Proposal, on contents: NamespaceContents) -> String {
        "\(verb(of: proposal, on: contents)) --edit \(proposal.id.name)".withoutControls
    }

    private static func verb(of proposal: Proposal, on contents: NamespaceContents) -> String {
        switch proposal.content {
        case .documents(_, let move?): return "flagpost rename \(move.from) \(move.to) --reason TEXT"
        case .documents(let changes, nil):
            if changes.count == 1, let only = changes.first, only.body == nil {
                return "flagpost delete \(only.id.key) --kind \(only.id.kind) --reason TEXT"
            }
            return "flagpost apply -f FILE --reason TEXT"
        case .operation(let operation, let key):
            switch operation {
            case .restore(let variant, _): return restore(key, variant)
            case .stage(let step, _):
                let isUnderWay = contents.states[key]?.rollout?.id == step.id
                return "flagpost rollout \(isUnderWay ? "promote" : "start") \(key) --reason TEXT"
            case .resume: return "flagpost rollout resume \(key) --reason TEXT"
            // What restricts is never proposed.
            case .kill, .withdraw, .trip, .rollback, .pause: return "flagpost apply -f FILE --reason TEXT"
            }
        }
    }
}
