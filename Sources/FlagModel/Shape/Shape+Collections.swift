// Lists and mappings of many like things. The elements are read one by one by whoever reads the list, with the shape or
// field set that is named here.

extension Shape where Value == [DocumentNode] {
    /// A list of at most so many.
    static func list(of what: String, atMost limit: Int, each element: JSONValue) -> Shape {
        Shape(schema: ["type": "array", "maxItems": .integer(Int64(limit)), "items": element]) {
            $2.sequence($0, $1, of: what, atMost: limit)
        }
    }

    func notEmpty(hint: String? = nil) -> Shape {
        then { elements, node, path, findings in
            if !elements.isEmpty { return elements }
            findings.error(node.line, path, "is empty", hint: hint)
            return nil
        }.described(by: ["minItems": 1])
    }
}

extension Shape where Value == [DocumentNode.Member] {
    /// A mapping of names to things of one kind.
    ///
    /// - Parameters:
    ///   - what: as in "should be …": `a mapping of names to variants`.
    ///   - things: what is counted: `variants`.
    ///   - keys: pattern of the names; `nil`: any.
    static func table(
        of what: String, _ things: String, _ count: ClosedRange<Int>, keys: String? = nil, each element: JSONValue
    ) -> Shape {
        var schema: JSONValue = [
            "type": "object", "maxProperties": .integer(Int64(count.upperBound)), "additionalProperties": element,
        ]
        if count.lowerBound > 0 { schema = schema.adding(["minProperties": .integer(Int64(count.lowerBound))]) }
        if let keys { schema = schema.adding(["propertyNames": ["pattern": .string("^\(keys)$")]]) }
        return Shape(schema: schema) { node, path, findings in
            guard let members = findings.mapping(node, path, of: what) else { return nil }
            guard count.contains(members.count) else {
                findings.error(
                    node.line, path, "has \(members.count) \(things)",
                    hint: "\(count.lowerBound) to \(count.upperBound) are taken")
                return nil
            }
            return members
        }
    }

    /// A mapping that is handed on as it is.
    static var anyMapping: Shape {
        Shape(schema: ["type": "object"]) { $2.mapping($0, $1, of: "a mapping") }
    }
}
