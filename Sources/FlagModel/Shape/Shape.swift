/// One kind of value: how it is read from a document, and the JSON Schema that says the same. Readers and schemas are
/// made of the same shapes, so that neither knows a field, a type or a bound that the other does not.
struct Shape<Value>: Sendable {
    typealias Reading = @Sendable (DocumentNode, DocumentPath, inout Findings) -> Value?

    let schema: JSONValue
    private let reading: Reading

    init(schema: JSONValue, reading: @escaping Reading) {
        self.schema = schema
        self.reading = reading
    }

    /// `nil` where the node is something else; what, is among the findings.
    func read(_ node: DocumentNode, _ path: DocumentPath, _ findings: inout Findings) -> Value? {
        reading(node, path, &findings)
    }

    /// What is more particular than its schema can say, or narrower than the type: `nil` from `body` refuses it.
    func then<Other>(
        _ body: @escaping @Sendable (Value, DocumentNode, DocumentPath, inout Findings) -> Other?
    ) -> Shape<Other> {
        Shape<Other>(schema: schema) { [reading] node, path, findings in
            reading(node, path, &findings).flatMap { body($0, node, path, &findings) }
        }
    }
}

extension JSONValue {
    /// An object with the members of another over its own.
    func adding(_ members: [String: JSONValue]) -> JSONValue {
        .object((object ?? [:]).merging(members, uniquingKeysWith: { $1 }))
    }
}

extension Shape {
    /// The same, with more in its schema.
    func described(by members: [String: JSONValue]) -> Shape {
        Shape(schema: schema.adding(members), reading: reading)
    }
}

extension Shape where Value == FieldMapping {
    static func fields(of set: FieldSet) -> Shape {
        Shape(schema: set.schema) { $2.fields($0, $1, of: set) }
    }
}
