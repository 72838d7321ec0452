package import FlagModel
import FlagStore

extension ChangePlan {
    package var json: JSONValue { .array(steps.map(\.json)) }
}

extension ChangePlan.Step {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "kind": .string(change.id.kind), "key": .string(change.id.key),
            "expected": .integer(Int64(clamping: change.expected)),
        ]
        switch effect {
        case .create: members["effect"] = "create"
        case .unchanged: members["effect"] = "unchanged"
        case .delete: members["effect"] = "delete"
        case .follow(let variants):
            members["effect"] = "follow"
            members["variants"] = .array(variants.map { .string($0) })
        case .change(let differences):
            members["effect"] = "change"
            members["differences"] = .array(differences.map(\.json))
        }
        return .object(members)
    }
}

extension ValueDifference {
    /// Absent sides are left out, so that they differ from `null`.
    package var json: JSONValue {
        var members: [String: JSONValue] = ["path": .string(path)]
        members["old"] = old
        members["new"] = new
        return .object(members)
    }
}

extension ChangeExposure {
    package var json: JSONValue {
        .array(
            subjects.map { subject in
                [
                    "document": .string(subject.id.description), "protected": .bool(subject.isProtected),
                    "findings": .array(subject.findings.map(\.json)),
                ]
            })
    }
}
