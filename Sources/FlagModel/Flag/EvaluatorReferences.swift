/// Puts a file's `$evaluators` where its rules refer to them: `{"$ref": "name"}` becomes the rule of that name. As with
/// flagd, references within evaluators stay as they are.
struct EvaluatorReferences {
    private let rules: [String: DocumentNode]
    /// How large a rule is as JSON, and how deep, once it was asked for.
    private var sizes: [String: (bytes: Int, depth: Int)] = [:]
    private var bytes = 0
    private var isTooDeep = false

    /// A rule may be nested this deep with what it refers to, so that it can be stored and read again.
    private static let maximumDepth = 60

    init(_ evaluators: [DocumentNode.Member]) {
        rules = Dictionary(evaluators.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// The rule with its references replaced, those to nothing excepted; `nil` where it would be larger or deeper than
    /// a document may be.
    mutating func replaced(in rule: DocumentNode) -> DocumentNode? {
        bytes = 0
        isTooDeep = false
        let result = replaced(in: rule, depth: 0)
        return isTooLarge ? nil : result
    }

    private var isTooLarge: Bool { isTooDeep || bytes > Document.maximumBytes }

    private mutating func replaced(in node: DocumentNode, depth: Int) -> DocumentNode {
        guard !isTooLarge else { return node }
        switch node.content {
        case .scalar: return node
        case .sequence(let elements):
            var replaced: [DocumentNode] = []
            for element in elements { replaced.append(self.replaced(in: element, depth: depth + 1)) }
            return DocumentNode(content: .sequence(replaced), line: node.line)
        case .mapping(let members):
            if members.count == 1, let member = members.first, member.key == FlagFileReader.reference,
                let name = member.value.scalar?.string, let rule = rules[name]
            {
                let size = size(of: rule, name)
                bytes += size.bytes
                if depth + size.depth > Self.maximumDepth { isTooDeep = true }
                return rule
            }
            var replaced: [DocumentNode.Member] = []
            for member in members {
                var copy = member
                copy.value = self.replaced(in: member.value, depth: depth + 1)
                replaced.append(copy)
            }
            return DocumentNode(content: .mapping(replaced), line: node.line)
        }
    }

    private mutating func size(of rule: DocumentNode, _ name: String) -> (bytes: Int, depth: Int) {
        if let size = sizes[name] { return size }
        let size = (rule.value.canonical.count, rule.depth)
        sizes[name] = size
        return size
    }
}

extension DocumentNode {
    /// Lists and mappings within each other.
    fileprivate var depth: Int {
        switch content {
        case .scalar: 0
        case .sequence(let elements): 1 + (elements.map(\.depth).max() ?? 0)
        case .mapping(let members): 1 + (members.map(\.value.depth).max() ?? 0)
        }
    }
}
