import FlagModel
import FlagStore
import Operations

extension ChangePlan {
    /// How a piece of text is marked: as standard output or standard error shows it.
    typealias Styling = (String, Terminal.Style) -> String

    /// What a person reads before they agree.
    func lines(styling: Styling) -> [String] {
        let unchanged = steps.filter { $0.effect == .unchanged }.count
        let rest = unchanged == 1 ? "1 document unchanged" : "\(unchanged) documents unchanged"
        return steps.flatMap { $0.lines(styling: styling) } + (unchanged > 0 ? [styling("  \(rest)", .faint)] : [])
    }

    var objectionsJSON: JSONValue {
        .array(
            objections.map {
                ["subject": .string($0.subject), "message": .string($0.message), "advice": .string($0.advice)]
            })
    }
}

extension ChangePlan.Step {
    fileprivate func lines(styling: ChangePlan.Styling) -> [String] {
        switch effect {
        case .create: [styling("+ \(change.id)", .green) + "  new"]
        case .delete: [styling("- \(change.id)", .red) + "  deletes revision \(change.expected)"]
        case .follow(let variants):
            [
                styling("~ \(change.id)", .yellow)
                    + "  follows: \(variants.joined(separator: ", ")) \(variants.count == 1 ? "resolves" : "resolve") anew"
            ]
        case .unchanged: []
        case .change(let differences):
            [styling("~ \(change.id)", .yellow) + "  changes revision \(change.expected)"]
                + differences.map { "    \($0.line(styling: styling))" }
        }
    }
}

extension ValueDifference {
    /// `variants.canary.model: "claude-haiku-4" -> "claude-opus-4"`.
    func line(styling: ChangePlan.Styling) -> String {
        let before = old.map { styling(Self.text($0), .red) }
        let after = new.map { styling(Self.text($0), .green) }
        let place = path.withoutControls
        return switch (before, after) {
        case (let before?, let after?): "\(place): \(before) -> \(after)"
        case (let before?, nil): "\(place): \(before) removed"
        case (nil, let after?): "\(place): \(after) added"
        case (nil, nil): place
        }
    }

    /// Long prompts are cut on screen; `-o json` has them whole.
    private static func text(_ value: JSONValue) -> String {
        let longest = 200
        let text = value.canonicalText.withoutControls
        return text.count <= longest ? text : "\(text.prefix(longest))… (\(text.count) characters)"
    }
}
