extension FeatureReader {
    mutating func readGuards(_ feature: FieldMapping) -> [GuardRule] {
        guard let entries = findings.read(Self.guards, in: feature) else { return [] }
        let path = feature.path.appending(Self.guards.name)
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
        guard let mapping = findings.fields(node, path, of: Self.guardFields) else { return nil }
        let mark = findings.mark
        let name = findings.read(Self.guardName, in: mapping)
        let condition = findings.read(Self.guardCondition, in: mapping)
        let action = findings.read(Self.guardAction, in: mapping)
        if case .serve(let variant)? = action, let node = mapping[Self.guardAction.name] {
            _ = checkVariant(variant, line: node.line, path.appending(Self.guardAction.name))
        }
        let scope = findings.read(Self.guardScope, in: mapping) ?? .all
        let isShadow = findings.read(Self.guardShadow, in: mapping) ?? false
        guard !findings.hasErrors(since: mark), let name, let condition, let action else { return nil }
        return GuardRule(
            name: name, signal: condition.signal, threshold: condition.threshold, window: condition.window,
            action: action, scope: scope, isShadow: isShadow)
    }
}
