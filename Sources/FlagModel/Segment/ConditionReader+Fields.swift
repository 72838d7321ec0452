import SnapshotWriting

// What may stand in a `when`, and its schema.

extension ConditionReader {
    static let segmentName = Shape<String>.name(of: "the name of a segment")
    static let notSegment = Field("not", segmentName, "Who is not in that segment.", example: "not: name")
    static let segmentOperators = FieldSet(
        what: "the name of a segment, or {not: name}", fields: [notSegment], isNarrowing: true)

    /// Words of the language, which no attribute is called.
    static let reserved = ["segment", "not", "startsWith", "semver"]

    /// What may stand in a `not`.
    private static let simpleOperators: [any FieldDescription] = [
        FieldOutline("startsWith", oneOrMany(prefix), "How a text begins, bytewise."),
        Field("semver", versionRange, "A version to compare with, such as \">=2.1.0\"."),
    ]

    static let operators = FieldSet(
        what: "operators", fields: [FieldOutline("not", test(of: negated), "What must not hold.")] + simpleOperators,
        isNarrowing: true, rules: ["minProperties": 1])

    private static let negated = FieldSet(
        what: "an operator", fields: simpleOperators, rules: ["minProperties": 1, "maxProperties": 1])

    static func schema(mayNameSegments: Bool) -> JSONValue {
        let words = reserved.joined(separator: "|")
        var schema: JSONValue = [
            "type": "object", "minProperties": 1, "additionalProperties": false,
            "patternProperties": [
                "^(?!(\(words))$)\(Names.attributePattern)$": test(of: operators)
            ],
        ]
        if mayNameSegments {
            let segment: JSONValue = ["anyOf": [segmentName.schema, segmentOperators.schema]]
            schema = schema.adding([
                "properties": ["segment": segment.adding(["description": "A segment, by its key."])]
            ])
        }
        return schema
    }

    /// A value, a list of values, or operators.
    private static func test(of operators: FieldSet) -> JSONValue {
        ["anyOf": [oneOrMany(literal.schema), operators.schema]]
    }

    private static func oneOrMany(_ schema: JSONValue) -> JSONValue {
        let list: JSONValue = [
            "type": "array", "minItems": 1, "maxItems": .integer(Int64(Limit.literals)), "items": schema,
        ]
        return ["anyOf": [schema, list]]
    }

    private static var prefix: JSONValue {
        ["type": "string", "minLength": 1, "maxLength": .integer(Int64(Limit.literalBytes))]
    }

    /// A value to compare with.
    static let literal = Shape<AttributeLiteral>(
        schema: ["type": ["string", "number", "boolean"], "maxLength": .integer(Int64(Limit.literalBytes))]
    ) { node, path, findings in
        if findings.mode == .author, let reason = node.scalar.flatMap(PersonalData.reason(againstLiteral:)) {
            findings.error(node.line, path, reason, hint: PersonalData.hint)
        }
        if let spelling = node.spelling {
            findings.authorWarning(
                node.line, path,
                "\(spelling) is the number \(node.value.canonicalText), which a text \(quoted(spelling)) never equals",
                hint: "write \(quoted(spelling)) if services send a text, or \(node.value.canonicalText)")
        }
        switch node.scalar {
        case .string(let text):
            if text.utf8.count > Limit.literalBytes {
                findings.error(
                    node.line, path, "is \(text.utf8.count) bytes long, at most \(Limit.literalBytes) are taken")
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

    static let versionRange = Shape<VersionRange>(
        schema: ["type": "string", "pattern": .string("^\(VersionRange.pattern)$")]
    ) { node, path, findings in
        guard let text = node.scalar?.string, let range = VersionRange(text) else {
            findings.error(
                node.line, path, "should be a comparison with a version, is \(node.summary)",
                hint: "write it like \">=2.1.0\", with =, !=, <, <=, >, >=, ~ or ^")
            return nil
        }
        return range
    }
}
