extension Shape where Value == String {
    /// A text that is not empty. Its limit counts bytes of UTF-8; the schema, which counts characters, lets more through.
    static func text(of what: String, atMost limit: Int = 256) -> Shape {
        Shape(schema: ["type": "string", "minLength": 1, "maxLength": .integer(Int64(limit))]) {
            $2.text($0, $1, of: what, atMost: limit)
        }
    }

    /// A text that may name a document, variant or guard.
    static func name(of what: String) -> Shape {
        Shape(schema: ["type": "string", "pattern": .string("^\(Names.keyPattern)$")]) { node, path, findings in
            guard let name = findings.text(node, path, of: what, atMost: Names.keyBytes) else { return nil }
            if Names.isKey(name) { return name }
            findings.error(node.line, path, "\(quoted(name)) is no name", hint: "names match \(Names.keyPattern)")
            return nil
        }
    }

    /// The name of an attribute that is not personal data.
    static var attribute: Shape {
        Shape(schema: ["type": "string", "pattern": .string("^\(Names.attributePattern)$")]) { node, path, findings in
            guard let name = findings.text(node, path, of: "the name of an attribute") else { return nil }
            findings.checkAttribute(name, line: node.line, path)
            return name
        }
    }

    /// The same at the top of the context: with a point in it, JSONLogic would look for it inside of another.
    static var topAttribute: Shape {
        let pattern = "^[A-Za-z_][A-Za-z0-9_-]{0,63}$"
        return Shape(schema: ["type": "string", "pattern": .string(pattern)]) { node, path, findings in
            let mark = findings.mark
            guard let name = attribute.read(node, path, &findings) else { return nil }
            if name.contains("."), !findings.hasErrors(since: mark) {
                findings.error(
                    node.line, path, "\(quoted(name)) names an attribute inside another",
                    hint: "name one at the top of the context, such as session")
            }
            return name
        }
    }
}

extension Shape where Value == Bool {
    static var bool: Shape {
        Shape(schema: ["type": "boolean"]) { node, path, findings in
            if let value = node.scalar?.bool { return value }
            findings.error(node.line, path, "should be true or false, is \(node.summary)")
            return nil
        }
    }

    /// Where only one of the two says anything.
    static func always(_ value: Bool) -> Shape {
        Shape(schema: ["const": .bool(value)]) { node, path, findings in
            if node.scalar == .bool(value) { return value }
            findings.error(node.line, path, "should be \(value), is \(node.summary)")
            return nil
        }
    }
}

extension Shape where Value == Int {
    static func integer(_ range: ClosedRange<Int>, of what: String) -> Shape {
        let schema: JSONValue = [
            "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
            "maximum": .integer(Int64(range.upperBound)),
        ]
        return Shape(schema: schema) { node, path, findings in
            if let value = node.scalar?.integer.flatMap({ Int(exactly: $0) }), range.contains(value) { return value }
            findings.error(
                node.line, path,
                "should be \(what) from \(range.lowerBound) to \(range.upperBound), is \(node.summary)")
            return nil
        }
    }
}

extension Shape where Value == Double {
    static var number: Shape {
        Shape(schema: ["type": "number"]) { node, path, findings in
            if let value = node.scalar?.number { return value }
            findings.error(node.line, path, "should be a number, is \(node.summary)")
            return nil
        }
    }

    /// From 0 to 1.
    static var fraction: Shape {
        Shape(schema: ["type": "number", "minimum": 0, "maximum": 1]) { node, path, findings in
            if let value = node.scalar?.number, (0...1).contains(value) { return value }
            findings.error(node.line, path, "should be a number from 0 to 1, is \(node.summary)")
            return nil
        }
    }
}

extension Shape where Value == JSONValue {
    /// Anything but nothing, a list or a mapping.
    static var scalar: Shape {
        Shape(schema: ["type": ["string", "number", "boolean"]]) { node, path, findings in
            switch node.scalar {
            case .bool, .integer, .number, .string: return node.scalar
            default:
                findings.error(node.line, path, "should be a number, a text or true/false, is \(node.summary)")
                return nil
            }
        }
    }
}

extension Shape where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    /// One of the type's own words.
    static var choice: Shape {
        let words = Value.allCases.map(\.rawValue)
        return Shape(schema: ["enum": .array(words.map(JSONValue.string))]) { node, path, findings in
            guard let text = node.scalar?.string, let value = Value(rawValue: text) else {
                let all = words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
                findings.error(node.line, path, "should be \(all), is \(node.summary)")
                return nil
            }
            return value
        }
    }
}
