/// Reads overrides of a variant's parameters.
struct ParameterReader: DocumentReading {
    var findings: Findings

    static let fields = FieldSet(
        what: "overrides of parameters",
        fields: DocumentHead.fields(of: .parameters) + [feature, variant, parameters],
        explained: ["params": "overrides stand in `parameters`, each with its type and value"])

    static let feature = Field(
        "feature", .name(of: "the key of a feature"), "The feature whose variant is tuned.",
        example: "feature: support-chat")
    static let variant = Field(
        "variant", .name(of: "the name of a variant"), "The variant; others that extend it keep their own values.",
        example: "name one of the feature's variants")
    static let parameters = Field(
        "parameters",
        .table(
            of: "a mapping of names to parameters", "parameters", 1...FeatureReader.Limit.params,
            each: parameterFields.schema),
        "What is overridden, by name.",
        example: "for example {temperature: {type: number, minimum: 0, maximum: 2, value: 0.4}}")

    static let parameterFields = FieldSet(
        what: "a parameter's fields", fields: [type, minimum, maximum, value], rules: ["allOf": .array(typeRules)])

    static let type = Field(
        "type", Shape<ParameterOverrides.ValueType>.choice, "What its values are.",
        example: "number, integer, text or bool")
    static let minimum = Field("minimum", .number, "The least value that is taken.")
    static let maximum = Field("maximum", .number, "The largest value that is taken.")
    static let value = Field("value", .scalar, "The value that holds.", example: "for example 0.4")

    /// A value is of its declared type, and only numbers have bounds.
    private static let typeRules: [JSONValue] = ParameterOverrides.ValueType.allCases.map { type in
        var then: JSONValue = ["properties": ["value": ["type": .string(type.schemaName)]]]
        if !type.isNumeric {
            then = then.adding(["not": ["anyOf": [["required": ["minimum"]], ["required": ["maximum"]]]]])
        }
        return ["if": ["properties": ["type": ["const": .string(type.rawValue)]]], "then": then]
    }

    /// `nil` where an error was found, here or before in the same document.
    mutating func read(_ mapping: FieldMapping, key: String?) -> ParameterOverrides? {
        let mark = findings.mark
        findings.check(mapping.members, mapping.path, against: Self.fields)
        let feature = findings.read(Self.feature, in: mapping)
        let variant = findings.read(Self.variant, in: mapping)
        let path = mapping.path.appending(Self.parameters.name)
        let parameters = (findings.read(Self.parameters, in: mapping) ?? []).compactMap {
            readParameter($0, path.appending($0.key))
        }
        guard !findings.hasErrors(since: mark), let key, let feature, let variant else { return nil }
        return ParameterOverrides(
            key: key, feature: feature, variant: variant,
            parameters: parameters.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }

    private mutating func readParameter(
        _ member: DocumentNode.Member, _ path: DocumentPath
    ) -> ParameterOverrides.Parameter? {
        guard let mapping = findings.fields(member.value, path, of: Self.parameterFields) else { return nil }
        let type = findings.read(Self.type, in: mapping)
        let minimum = findings.read(Self.minimum, in: mapping)
        let maximum = findings.read(Self.maximum, in: mapping)
        let value = findings.read(Self.value, in: mapping)
        guard let type, let value else { return nil }
        for field in [Self.minimum.name, Self.maximum.name] where !type.isNumeric && mapping[field] != nil {
            findings.error(
                mapping[field]?.line ?? mapping.line, path.appending(field), "only numbers have bounds",
                hint: "remove it")
        }
        if let minimum, let maximum, minimum > maximum {
            findings.error(mapping.line, path, "has a minimum above its maximum", hint: "swap the two")
        }
        let line = mapping[Self.value.name]?.line ?? mapping.line
        guard type.includes(value) else {
            findings.error(
                line, path.appending(Self.value.name),
                "should be \(type.summary), is \(mapping[Self.value.name]?.summary ?? "nothing")")
            return nil
        }
        let parameter = ParameterOverrides.Parameter(
            name: member.key, type: type, minimum: minimum, maximum: maximum, value: value)
        if let fault = parameter.rangeFault {
            findings.error(line, path.appending(Self.value.name), fault, hint: "change the value or the range")
        }
        return parameter
    }
}
