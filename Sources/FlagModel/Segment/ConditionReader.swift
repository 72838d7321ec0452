import SnapshotWriting

/// Reads the conditions of a `when`, in a route or a segment.
struct ConditionReader {
    enum Limit {
        static let conditions = 16
        static let literals = 1_000
        static let literalsOfDocument = 10_000
        static let literalBytes = 256
    }

    /// A segment is made of attributes, not of segments.
    var mayNameSegments: Bool
    /// Values that the document has compared with so far.
    private var literalCount = 0

    init(mayNameSegments: Bool) { self.mayNameSegments = mayNameSegments }

    /// All conditions of a `when`, by attribute.
    mutating func read(_ node: DocumentNode, _ path: DocumentPath, _ findings: inout Findings) -> [RouteCondition] {
        guard let members = findings.mapping(node, path, of: "a mapping of attributes to values") else { return [] }
        guard !members.isEmpty else {
            findings.error(
                node.line, path, "is empty and would let everyone in", hint: "remove it or name an attribute")
            return []
        }
        var conditions: [RouteCondition] = []
        for member in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            let path = path.appending(member.key)
            if member.key == "segment", mayNameSegments {
                conditions += readSegment(member.value, path, &findings).map { [$0] } ?? []
            } else if member.key == "segment" {
                findings.error(member.line, path, "a segment names no other", hint: "write the condition out")
            } else if Self.reserved.contains(member.key) {
                findings.error(
                    member.line, path, "is no attribute", hint: "write it inside one: plan: {\(member.key): …}")
            } else {
                findings.checkAttribute(member.key, line: member.line, path)
                conditions += readTests(member.value, of: member.key, negated: false, path, &findings)
            }
        }
        if conditions.count > Limit.conditions {
            findings.error(node.line, path, "has \(conditions.count) conditions, at most \(Limit.conditions) are taken")
        }
        return conditions
    }

    /// `segment: name`, or `segment: {not: name}`.
    private func readSegment(
        _ node: DocumentNode, _ path: DocumentPath, _ findings: inout Findings
    ) -> RouteCondition? {
        guard node.mapping != nil else {
            return Self.segmentName.read(node, path, &findings).map {
                RouteCondition(attribute: "", test: .segment($0))
            }
        }
        guard let mapping = findings.fields(node, path, of: Self.segmentOperators) else { return nil }
        return findings.read(Self.notSegment, in: mapping).map {
            RouteCondition(attribute: "", test: .segment($0), negated: true)
        }
    }

    /// A value, a list of values, or operators, all of which must hold.
    private mutating func readTests(
        _ node: DocumentNode, of attribute: String, negated: Bool, _ path: DocumentPath, _ findings: inout Findings
    ) -> [RouteCondition] {
        guard let members = node.mapping else {
            let literals = readLiterals(node, path, &findings)
            return [RouteCondition(attribute: attribute, test: .oneOf(literals), negated: negated)]
        }
        guard !members.isEmpty else {
            findings.error(node.line, path, "is empty", hint: "give it a value, a list, not:, startsWith: or semver:")
            return []
        }
        findings.check(members, path, against: Self.operators)
        var conditions: [RouteCondition] = []
        for member in members.sorted(by: { $0.key < $1.key }) {
            let path = path.appending(member.key)
            switch member.key {
            case "startsWith":
                let prefixes = readPrefixes(member.value, path, &findings)
                conditions.append(RouteCondition(attribute: attribute, test: .startsWith(prefixes), negated: negated))
            case "semver":
                guard let range = Self.versionRange.read(member.value, path, &findings) else { continue }
                conditions.append(
                    RouteCondition(
                        attribute: attribute,
                        test: .semanticVersion(comparison: range.comparison, version: range.version), negated: negated))
            case "not" where negated:
                findings.error(member.line, path, "stands in a `not` already", hint: "remove both")
            case "not":
                if let inner = member.value.mapping, inner.count > 1 {
                    findings.error(member.line, path, "takes one operator", hint: "write two `when` entries")
                }
                conditions += readTests(member.value, of: attribute, negated: true, path, &findings)
            default: continue
            }
        }
        return conditions
    }

    private mutating func readPrefixes(
        _ node: DocumentNode, _ path: DocumentPath, _ findings: inout Findings
    ) -> [String] {
        readLiterals(node, path, &findings).compactMap { literal in
            if case .string(let prefix) = literal, !prefix.isEmpty { return prefix }
            findings.error(node.line, path, "a prefix should be a text that is not empty", hint: "quote it")
            return nil
        }
    }

    private mutating func readLiterals(
        _ node: DocumentNode, _ path: DocumentPath, _ findings: inout Findings
    ) -> [AttributeLiteral] {
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
        if literalCount > Limit.literalsOfDocument, literalCount - elements.count <= Limit.literalsOfDocument {
            findings.error(node.line, path, "the document compares with more than \(Limit.literalsOfDocument) values")
        }
        return elements.compactMap { Self.literal.read($0, path, &findings) }
    }
}
