extension FeatureReader {
    static let guardFields = FieldSet(known: ["name", "when", "do", "of", "shadow"], later: ["notify"])

    mutating func readGuards(_ node: DocumentNode?) -> [GuardRule] {
        let path = DocumentPath.root.appending("guards")
        guard let node, let entries = findings.sequence(node, path, of: "guards", atMost: Limit.guards) else {
            return []
        }
        var guards: [GuardRule] = []
        for (index, entry) in entries.enumerated() {
            let mark = findings.mark
            let path = path.appending(index: index)
            let rule = readGuard(entry, path)
            if let rule, guards.contains(where: { $0.name == rule.name }) {
                findings.error(entry.line, path.appending("name"), "there is a guard \(quoted(rule.name)) already")
            }
            if findings.mode == .host, findings.hasErrors(since: mark) {
                // One guard that this version cannot read is no reason to lose the rest of the document.
                findings.warning(entry.line, path, "this guard is left out: nothing watches for it on this host")
                findings.demoteErrors(since: mark)
            } else if let rule {
                guards.append(rule)
            }
        }
        return guards
    }

    private mutating func readGuard(_ node: DocumentNode, _ path: DocumentPath) -> GuardRule? {
        guard let members = findings.mapping(node, path, of: "a guard") else { return nil }
        findings.check(members, path, against: Self.guardFields)
        let name = field("name", in: members, of: node, path).flatMap {
            findings.name($0, path.appending("name"), of: "a name")
        }
        let condition = field("when", in: members, of: node, path).flatMap {
            readCondition($0, path.appending("when"))
        }
        let action = field("do", in: members, of: node, path).flatMap { readAction($0, path.appending("do")) }
        let scope = members["of"].map { readScope($0, path.appending("of")) } ?? GuardRule.Scope.all
        let isShadow = members["shadow"].map { findings.bool($0, path.appending("shadow")) } ?? false
        guard let name, let condition, let action, let scope, let isShadow else { return nil }
        return GuardRule(
            name: name, signal: condition.signal, threshold: condition.threshold, window: condition.window,
            action: action, scope: scope, isShadow: isShadow)
    }

    private mutating func field(
        _ name: String, in members: [DocumentNode.Member], of node: DocumentNode, _ path: DocumentPath
    ) -> DocumentNode? {
        if let node = members[name] { return node }
        findings.error(
            node.line, path.appending(name), "is missing",
            hint: "for example {name: errors, when: \"error_rate > 5% over 1m\", do: kill}")
        return nil
    }

    private mutating func readCondition(_ node: DocumentNode, _ path: DocumentPath) -> GuardCondition? {
        guard let text = findings.text(node, path, of: "a condition") else { return nil }
        do {
            return try GuardCondition(text)
        } catch {
            findings.error(node.line, path, error.message, hint: error.hint)
            return nil
        }
    }

    private mutating func readAction(_ node: DocumentNode, _ path: DocumentPath) -> GuardRule.Action? {
        guard let text = findings.text(node, path, of: "kill or serve <variant>") else { return nil }
        if let verb = text.split(separator: " ").first, ["throttle", "pause", "page", "rollback"].contains(verb) {
            findings.error(node.line, path, "\(quoted(text)) is not supported yet", hint: "kill, or serve <variant>")
            return nil
        }
        guard let action = GuardRule.Action(text) else {
            findings.error(node.line, path, "\(quoted(text)) is no action", hint: "kill, or serve <variant>")
            return nil
        }
        if case .serve(let variant) = action, !variantNames.contains(variant) {
            findings.error(
                node.line, path, "there is no variant \(quoted(variant))",
                hint: NearestName.hint(for: variant, among: variantNames))
            return nil
        }
        return action
    }

    private mutating func readScope(_ node: DocumentNode, _ path: DocumentPath) -> GuardRule.Scope? {
        if let scope = node.scalar?.string.flatMap(GuardRule.Scope.init) { return scope }
        findings.error(node.line, path, "should be candidate, feature or all, is \(node.summary)")
        return nil
    }
}
