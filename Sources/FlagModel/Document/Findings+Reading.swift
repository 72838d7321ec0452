// Typed reading of nodes: each method gives the value, or reports what stands there and what should.

extension Findings {
    mutating func mapping(
        _ node: DocumentNode, _ path: DocumentPath, of what: String
    ) -> [DocumentNode.Member]? {
        guard let members = node.mapping else {
            error(node.line, path, "should be \(what), is \(node.summary)")
            return nil
        }
        return members
    }

    mutating func sequence(
        _ node: DocumentNode, _ path: DocumentPath, of what: String, atMost limit: Int
    ) -> [DocumentNode]? {
        guard let elements = node.sequence else {
            error(node.line, path, "should be a list of \(what), is \(node.summary)")
            return nil
        }
        guard elements.count <= limit else {
            error(node.line, path, "has \(elements.count) \(what), at most \(limit) are taken")
            return nil
        }
        return elements
    }

    /// A text that is not empty.
    mutating func text(
        _ node: DocumentNode, _ path: DocumentPath, of what: String, atMost limit: Int = 256
    ) -> String? {
        guard let text = node.scalar?.string else {
            let isScalar = node.scalar != nil && node.scalar != .null
            error(node.line, path, "should be \(what), is \(node.summary)", hint: isScalar ? "quote it" : nil)
            return nil
        }
        guard !text.isEmpty else {
            error(node.line, path, "should be \(what), is empty")
            return nil
        }
        guard text.utf8.count <= limit else {
            error(node.line, path, "is \(text.utf8.count) bytes long, at most \(limit) are taken")
            return nil
        }
        return text
    }

    /// A text that may name a document, variant or guard.
    mutating func name(_ node: DocumentNode, _ path: DocumentPath, of what: String) -> String? {
        guard let name = text(node, path, of: what) else { return nil }
        guard Names.isKey(name) else {
            error(node.line, path, "\(quoted(name)) is no name", hint: "names match \(Names.keyPattern)")
            return nil
        }
        return name
    }

    mutating func bool(_ node: DocumentNode, _ path: DocumentPath) -> Bool? {
        guard let value = node.scalar?.bool else {
            error(node.line, path, "should be true or false, is \(node.summary)")
            return nil
        }
        return value
    }

    mutating func duration(
        _ node: DocumentNode, _ path: DocumentPath, from least: Duration, to most: Duration, range: String
    ) -> Duration? {
        guard let text = node.scalar?.string, let duration = Quantities.duration(text) else {
            error(
                node.line, path, "should be a duration, is \(node.summary)", hint: "write it like 3s, 500ms or 1m")
            return nil
        }
        guard duration >= least, duration <= most else {
            error(node.line, path, "\(text) is out of range", hint: range)
            return nil
        }
        return duration
    }

    /// Reports a name that no attribute can have or, for authors, may have.
    mutating func checkAttribute(_ name: String, line: Int, _ path: DocumentPath) {
        guard Names.isAttribute(name) else {
            error(line, path, "\(quoted(name)) is no attribute name", hint: "names match \(Names.attributePattern)")
            return
        }
        if mode == .author, let reason = PersonalData.reason(againstAttribute: name) {
            error(line, path, reason, hint: PersonalData.hint)
        }
    }
}
