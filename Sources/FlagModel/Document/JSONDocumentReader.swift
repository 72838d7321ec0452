/// Reads JSON files: one document, or an array of documents.
enum JSONDocumentReader {
    static func read(_ text: [UInt8], limits: JSONLimits) throws(JSONError) -> [DocumentNode] {
        let node = try JSONReader<MarkedBuilder>.read(text, limits: limits)
        return node.sequence ?? [node]
    }
}

/// Builds marked nodes.
private enum MarkedBuilder: JSONBuilder {
    struct Members {
        var members: [DocumentNode.Member] = []
        var keys: Set<String> = []
    }

    static func scalar(_ value: JSONValue, line: Int) -> DocumentNode {
        DocumentNode(content: .scalar(value), line: line)
    }

    static func array(_ elements: [DocumentNode], line: Int) -> DocumentNode {
        DocumentNode(content: .sequence(elements), line: line)
    }

    static func object(_ members: Members, line: Int) -> DocumentNode {
        DocumentNode(content: .mapping(members.members), line: line)
    }

    static var noMembers: Members { Members() }

    static func insert(_ node: DocumentNode, key: String, line: Int, into members: inout Members) -> Bool {
        members.members.append(DocumentNode.Member(key: key, line: line, value: node))
        return members.keys.insert(key).inserted
    }
}
