/// JSON Schemas (draft 2020-12) of what people write, made of the tables that the readers read by. What a schema accepts
/// may still be refused for what a schema cannot say: names that refer to nothing, sums, personal data, secrets.
package enum DocumentSchema {
    /// The schema of one kind of document.
    package static func json(for kind: DocumentKind) -> JSONValue {
        fields(of: kind).schema.adding([
            "$schema": .string(dialect), "title": .string("Flagpost: \(kind.rawValue)"),
        ])
    }

    /// The schema of any document, chosen by its `kind`, and of flagd's own files, which have none.
    package static var any: JSONValue {
        let kinds = DocumentKind.allCases.map(\.rawValue).sorted()
        let definitions = kinds.compactMap(DocumentKind.init).map { ($0.rawValue, fields(of: $0).schema) }
        let choices = kinds.map { kind -> JSONValue in
            [
                "if": ["properties": ["kind": ["const": .string(kind)]]],
                "then": ["$ref": .string("#/$defs/\(kind)")],
            ]
        }
        let flagFile: JSONValue = ["required": ["flags"], "not": ["required": ["kind"]]]
        return [
            "$schema": .string(dialect), "title": "Flagpost: any document", "type": "object",
            "if": flagFile, "then": FlagFileReader.fields.schema,
            "else": [
                "required": ["kind"], "properties": ["kind": ["enum": .array(kinds.map(JSONValue.string))]],
                "allOf": .array(choices),
            ],
            "$defs": .object(Dictionary(definitions, uniquingKeysWith: { $1 })),
        ]
    }

    /// File names as they are kept in docs/schema, with the texts that belong there.
    package static var files: [(name: String, text: String)] {
        DocumentKind.allCases.map { ("\($0.rawValue).schema.json", json(for: $0).indentedText) }
            + [("flagpost.schema.json", any.indentedText)]
    }

    /// Whether documents of a kind have a field of this name, at their top.
    package static func knows(_ field: String, in kind: DocumentKind) -> Bool {
        fields(of: kind).names.contains(field)
    }

    private static let dialect = "https://json-schema.org/draft/2020-12/schema"

    private static func fields(of kind: DocumentKind) -> FieldSet {
        switch kind {
        case .feature: FeatureReader.fields
        case .prompt: PromptReader.fields
        case .parameters: ParameterReader.fields
        case .segment: SegmentReader.fields
        case .flag: FlagReader.fields
        case .prices: PricesReader.fields
        case .policy: PolicyReader.fields
        }
    }
}
