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
