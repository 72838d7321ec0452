import FlagSnapshot

extension FeatureReader {
    static let operators = FieldSet(known: ["not", "startsWith"], later: ["semver"], isNarrowing: true)

    /// All conditions of a `when`, by attribute.
    mutating func readConditions(_ node: DocumentNode, _ path: DocumentPath) -> [RouteCondition] {
        guard let members = findings.mapping(node, path, of: "a mapping of attributes to values") else { return [] }
        guard !members.isEmpty else {
            findings.error(
                node.line, path, "is empty and would let everyone in", hint: "remove it or name an attribute")
            return []
        }
        var conditions: [RouteCondition] = []
        for member in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            let path = path.appending(member.key)
            switch member.key {
            case "segment":
                findings.error(member.line, path, "segments are not supported yet", hint: "write the condition out")
            case "semver", "not", "startsWith":
                findings.error(
                    member.line, path, "is no attribute", hint: "write it inside one: plan: {\(member.key): …}")
            default:
                checkAttribute(member.key, line: member.line, path: path)
                conditions += readTests(member.value, of: member.key, negated: false, path)
            }
        }
        if conditions.count > Limit.conditions {
            findings.error(node.line, path, "has \(conditions.count) conditions, at most \(Limit.conditions) are taken")
        }
        return conditions
    }

    /// A value, a list of values, or operators, all of which must hold.
    private mutating func readTests(
        _ node: DocumentNode, of attribute: String, negated: Bool, _ path: DocumentPath
    ) -> [RouteCondition] {
        guard let members = node.mapping else {
            let literals = readLiterals(node, path)
            return [RouteCondition(attribute: attribute, test: .oneOf(literals), negated: negated)]
        }
        guard !members.isEmpty else {
            findings.error(node.line, path, "is empty", hint: "give it a value, a list, not: or startsWith:")
            return []
        }
        findings.check(members, path, against: Self.operators)
        var conditions: [RouteCondition] = []
        for member in members.sorted(by: { $0.key < $1.key }) {
            let path = path.appending(member.key)
            switch member.key {
            case "startsWith":
                let prefixes = readLiterals(member.value, path).compactMap { literal -> String? in
                    if case .string(let prefix) = literal, !prefix.isEmpty { return prefix }
                    findings.error(member.line, path, "a prefix should be a text that is not empty", hint: "quote it")
                    return nil
                }
                conditions.append(
                    RouteCondition(attribute: attribute, test: .startsWith(prefixes), negated: negated))
            case "not" where negated:
                findings.error(member.line, path, "stands in a `not` already", hint: "remove both")
            case "not":
                if let inner = member.value.mapping, inner.count > 1 {
                    findings.error(member.line, path, "takes one operator", hint: "write two `when` entries")
                }
                conditions += readTests(member.value, of: attribute, negated: true, path)
            default: continue
            }
        }
        return conditions
    }

    private mutating func readLiterals(_ node: DocumentNode, _ path: DocumentPath) -> [AttributeLiteral] {
        let elements: [DocumentNode]
        if node.sequence != nil {
            elements = findings.sequence(node, path, of: "values", atMost: Limit.literals) ?? []
            if node.sequence?.isEmpty == true {
                findings.error(node.line, path, "is empty and would match nobody", hint: "list at least one value")
            }
        } else {
            elements = [node]
        }
        literalCount += elements.count
        if literalCount > Limit.literalsOfFeature, literalCount - elements.count <= Limit.literalsOfFeature {
            findings.error(node.line, path, "the feature compares with more than \(Limit.literalsOfFeature) values")
        }
        return elements.compactMap { readLiteral($0, path) }
    }

    private mutating func readLiteral(_ node: DocumentNode, _ path: DocumentPath) -> AttributeLiteral? {
        switch node.scalar {
        case .string(let text):
            if findings.mode == .author, let reason = PersonalData.reason(againstLiteral: text) {
                findings.error(node.line, path, reason, hint: PersonalData.hint)
            }
            if text.utf8.count > 256 {
                findings.error(node.line, path, "is \(text.utf8.count) bytes long, at most 256 are taken")
            }
            return .string(text)
        case .bool(let value): return .bool(value)
        case .number(let value): return .number(value)
        case .integer(let value):
            guard let exact = Double(exactly: value) else {
                findings.error(node.line, path, "\(value) is too large to compare exactly", hint: "quote it")
                return nil
            }
            return .number(exact)
        default:
            findings.error(node.line, path, "should be a text, a number or true/false, is \(node.summary)")
            return nil
        }
    }
}
