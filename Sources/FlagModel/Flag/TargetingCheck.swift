import FlagSnapshot
import SnapshotWriting

/// Warns authors of what a flag's rule will not do, or should not. Nothing here is refused: the flag is in use elsewhere.
struct TargetingCheck {
    var findings: Findings

    mutating func look(at node: DocumentNode, _ path: DocumentPath) {
        switch node.content {
        case .scalar(let literal):
            if let reason = PersonalData.reason(againstLiteral: literal) {
                findings.warning(node.line, path, reason, hint: PersonalData.hint)
            }
        case .sequence(let elements):
            for (index, element) in elements.enumerated() { look(at: element, path.appending(index: index)) }
        case .mapping(let members):
            // An object of several members is data, to which no operator is applied.
            if members.count == 1, let member = members.first {
                checkOperator(member, path)
            }
            for member in members { look(at: member.value, path.appending(member.key)) }
        }
    }

    private mutating func checkOperator(_ member: DocumentNode.Member, _ path: DocumentPath) {
        if member.key == FlagFileReader.reference {
            findings.warning(
                member.line, path, "refers to no evaluator: where this is reached, evaluation fails",
                hint: "declare it in the file's $evaluators; one that refers to others is not taken")
            return
        }
        guard let operation = LogicOperation(symbol: member.key) else {
            findings.warning(
                member.line, path.appending(member.key),
                "there is no such operator: where this is reached, evaluation fails",
                hint: findings.hint(for: member.key, among: LogicOperation.allCases.map(\.symbol), severity: .warning))
            return
        }
        let argument = member.value.sequence?.first ?? member.value
        guard operation == .variable, let name = argument.scalar?.string,
            let reason = PersonalData.reason(againstAttribute: name)
        else { return }
        findings.warning(argument.line, path.appending(member.key), reason, hint: PersonalData.hint)
    }
}
