/// Where a document stands, for findings that need more than the document itself.
package struct DocumentSource: Sendable, Equatable {
    package var file: String
    var node: DocumentNode

    /// The line of what stands at a path, or of the nearest thing around it that is there.
    func line(of path: DocumentPath) -> (line: Int, isExact: Bool) {
        var node = node
        var line = node.line
        for step in path.steps {
            switch step {
            case .key(let key):
                guard let member = node.mapping?.first(where: { $0.key == key }) else { return (line, false) }
                (node, line) = (member.value, member.line)
            case .index(let index):
                guard let elements = node.sequence, elements.indices.contains(index) else { return (line, false) }
                node = elements[index]
                line = node.line
            }
        }
        return (line, true)
    }
}
