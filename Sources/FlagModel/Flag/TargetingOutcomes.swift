import FlagSnapshot
import SnapshotWriting

/// Warns authors of names that a rule may come to and that no variant has: the typing error that only users would find.
/// What is computed is not looked at.
struct TargetingOutcomes {
    var findings: Findings
    let variants: Set<String>

    mutating func look(at node: DocumentNode, _ path: DocumentPath) {
        switch node.content {
        // In flagd's JSON a quote is escaped, and its backslash left standing.
        case .scalar(.string(let name)): check(name.replacing("\"", with: "\\"), node.line, path)
        // flagd takes them for the variants of these names.
        case .scalar(.bool(let value)): check("\(value)", node.line, path)
        case .scalar(.integer(let number)): check("\(number)", node.line, path)
        case .scalar, .sequence: break
        case .mapping(let members):
            guard members.count == 1, let member = members.first else { return }
            let path = path.appending(member.key)
            switch (LogicOperation(symbol: member.key), member.value.sequence) {
            case (.if, nil): look(at: member.value, path)
            case (.if, let arguments?): lookAtBranches(arguments, path)
            case (.fractional, let arguments?): lookAtBuckets(arguments, path)
            default: break
            }
        }
    }

    /// Condition, outcome, condition, outcome, and what is left.
    private mutating func lookAtBranches(_ arguments: [DocumentNode], _ path: DocumentPath) {
        for (index, argument) in arguments.enumerated() where index % 2 == 1 || index == arguments.count - 1 {
            look(at: argument, path.appending(index: index))
        }
    }

    private mutating func lookAtBuckets(_ arguments: [DocumentNode], _ path: DocumentPath) {
        for (index, argument) in arguments.enumerated() {
            guard let outcome = argument.sequence?.first else { continue }
            look(at: outcome, path.appending(index: index).appending(index: 0))
        }
    }

    private mutating func check(_ name: String, _ line: Int, _ path: DocumentPath) {
        guard name.isEmpty || !variants.contains(name) else { return }
        findings.warning(
            line, path, "there is no variant \(quoted(name)): where this is reached, evaluation fails",
            hint: findings.hint(for: name, among: Array(variants), severity: .warning))
    }
}
