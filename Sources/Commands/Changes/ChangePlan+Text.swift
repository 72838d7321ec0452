import FlagModel
import FlagStore

extension ChangePlan {
    /// What a person reads before they agree.
    func lines(on terminal: Terminal) -> [String] { steps.flatMap { $0.lines(on: terminal) } }

    var json: JSONValue { .array(steps.map(\.json)) }
}

extension ChangePlan.Step {
    fileprivate func lines(on terminal: Terminal) -> [String] {
        switch effect {
        case .create: [terminal.message("+ \(change.id)", .green) + "  new"]
        case .unchanged: [terminal.message("  \(change.id)  unchanged", .faint)]
        case .change(let differences):
            [terminal.message("~ \(change.id)", .yellow) + "  changes revision \(change.expected)"]
                + differences.map { "    \($0.line(on: terminal))" }
        }
    }

    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "kind": .string(change.id.kind), "key": .string(change.id.key),
            "expected": .integer(Int64(clamping: change.expected)),
        ]
        switch effect {
        case .create: members["effect"] = "create"
        case .unchanged: members["effect"] = "unchanged"
        case .change(let differences):
            members["effect"] = "change"
            members["differences"] = .array(differences.map(\.json))
        }
        return .object(members)
    }
}

extension ValueDifference {
    /// `variants.canary.model: "claude-haiku-4" -> "claude-opus-4"`.
    fileprivate func line(on terminal: Terminal) -> String {
        let before = old.map { terminal.message(Self.text($0), .red) }
        let after = new.map { terminal.message(Self.text($0), .green) }
        let place = path.withoutControls
        return switch (before, after) {
        case (let before?, let after?): "\(place): \(before) -> \(after)"
        case (let before?, nil): "\(place): \(before) removed"
        case (nil, let after?): "\(place): \(after) added"
        case (nil, nil): place
        }
    }

    /// Absent sides are left out, so that they differ from `null`.
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["path": .string(path)]
        members["old"] = old
        members["new"] = new
        return .object(members)
    }

    /// Long prompts are cut on screen; `-o json` has them whole.
    private static func text(_ value: JSONValue) -> String {
        let longest = 200
        let text = value.canonicalText.withoutControls
        return text.count <= longest ? text : "\(text.prefix(longest))… (\(text.count) characters)"
    }
}
