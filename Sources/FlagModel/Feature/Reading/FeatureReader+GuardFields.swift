// The fields of a guard.

extension FeatureReader {
    static let guardFields = FieldSet(
        what: "a guard", fields: [guardName, guardCondition, guardAction, guardScope, guardShadow], later: ["notify"])

    private static let example = "for example {name: errors, when: \"error_rate > 5% over 1m\", do: kill}"

    static let guardName = Field("name", .name(of: "a name"), "What it is called, once per feature.", example: example)
    static let guardScope = Field(
        "of", Shape<GuardRule.Scope>.choice,
        "Whose requests are judged: each variant by itself and then the rest, all but the baseline, or the whole feature."
    )
    static let guardShadow = Field("shadow", .bool, "Decide and log, restrict nothing.")

    static let guardCondition = Field(
        "when",
        Shape<GuardCondition>(
            schema: ["type": "string", "maxLength": 256, "pattern": .string("^\(GuardCondition.pattern)$")]
        ) { node, path, findings in
            guard let text = findings.text(node, path, of: "a condition") else { return nil }
            do throws(GuardCondition.Fault) {
                return try GuardCondition(text)
            } catch {
                findings.error(node.line, path, error.message, hint: error.hint)
                return nil
            }
        },
        "What is watched, where the threshold lies, and the window from 10s to 30m.", example: example)

    static let guardAction = Field(
        "do",
        Shape<GuardRule.Action>(
            schema: ["type": "string", "maxLength": 256, "pattern": .string("^(kill| *serve +\(Names.keyPattern) *)$")]
        ) { node, path, findings in
            guard let text = findings.text(node, path, of: "kill or serve <variant>") else { return nil }
            if let action = GuardRule.Action(text) { return action }
            let verb = text.split(separator: " ").first.map(String.init) ?? ""
            let isLater = ["throttle", "pause", "page", "rollback"].contains(verb)
            findings.error(
                node.line, path, "\(quoted(text)) is \(isLater ? "not supported yet" : "no action")",
                hint: "kill, or serve <variant>")
            return nil
        },
        "What is done: the variant is withdrawn or the feature killed, or another variant served.", example: example)
}
