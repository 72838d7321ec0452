/// A field of a mapping: what it is called, what it holds, and what it is for.
struct Field<Value>: FieldDescription {
    let name: String
    let shape: Shape<Value>
    let summary: String
    /// What to write where the field is missing; `nil` where it may be.
    let example: String?

    init(_ name: String, _ shape: Shape<Value>, _ summary: String, example: String? = nil) {
        self.name = name
        self.shape = shape
        self.summary = summary
        self.example = example
    }

    var schema: JSONValue { shape.schema }
}

/// A field that is read by hand: only what its schema says.
struct FieldOutline: FieldDescription {
    let name: String
    let schema: JSONValue
    let summary: String
    let example: String?

    init(_ name: String, _ schema: JSONValue, _ summary: String, example: String? = nil) {
        self.name = name
        self.schema = schema
        self.summary = summary
        self.example = example
    }
}

/// What a schema and an error message need to know of a field.
protocol FieldDescription: Sendable {
    var name: String { get }
    var schema: JSONValue { get }
    var summary: String { get }
    var example: String? { get }
}

/// The fields of one kind of mapping.
struct FieldSet: Sendable {
    /// What the mapping is, as in "should be …": `a guard`.
    var what: String
    var fields: [any FieldDescription]
    /// Designed, but not part of this version.
    var later: [String] = []
    /// Why a field that one might write is none.
    var explained: [String: String] = [:]
    /// Ignoring a field could let more users in: hosts refuse unknown ones too.
    var isNarrowing = false
    /// Other fields are let through, with a warning.
    var isOpen = false
    /// Which fields belong together, as members of the schema.
    var rules: [String: JSONValue] = [:]

    var names: [String] { fields.map(\.name) }

    var schema: JSONValue {
        let properties = fields.map { ($0.name, $0.schema.adding(["description": .string($0.summary)])) }
        let required = fields.filter { $0.example != nil }.map { JSONValue.string($0.name) }
        var schema: JSONValue = [
            "type": "object", "additionalProperties": .bool(isOpen),
            "properties": .object(Dictionary(properties, uniquingKeysWith: { $1 })),
        ]
        if !required.isEmpty { schema = schema.adding(["required": .array(required)]) }
        return schema.adding(rules)
    }

    /// The rule that exactly one of these fields is there.
    static func exactlyOne(of names: String...) -> [String: JSONValue] {
        ["oneOf": .array(names.map { ["required": [.string($0)]] })]
    }
}

/// A mapping that is read field by field.
struct FieldMapping {
    var members: [DocumentNode.Member]
    var line: Int
    var path: DocumentPath

    subscript(name: String) -> DocumentNode? { members[name] }
}
