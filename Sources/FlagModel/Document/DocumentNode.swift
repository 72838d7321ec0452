// What both readers, YAML and JSON, make of a file: values that know their line, members in the order of the text.

struct DocumentNode: Sendable, Equatable {
    indirect enum Content: Sendable, Equatable {
        case scalar(JSONValue)
        case sequence([DocumentNode])
        case mapping([Member])
    }

    struct Member: Sendable, Equatable {
        var key: String
        /// The key's line.
        var line: Int
        var value: DocumentNode
    }

    var content: Content
    /// From 1.
    var line: Int
    /// Of a number without quotation marks that is written otherwise than numbers are: `1.10`, `01234`.
    var spelling: String?

    /// The same without lines and order.
    var value: JSONValue {
        switch content {
        case .scalar(let value): value
        case .sequence(let elements): .array(elements.map(\.value))
        case .mapping(let members):
            .object(Dictionary(members.map { ($0.key, $0.value.value) }, uniquingKeysWith: { first, _ in first }))
        }
    }

    var mapping: [Member]? { if case .mapping(let members) = content { members } else { nil } }
    var sequence: [DocumentNode]? { if case .sequence(let elements) = content { elements } else { nil } }
    var scalar: JSONValue? { if case .scalar(let value) = content { value } else { nil } }

    /// What this is, for messages: `a list`, `the number 5`.
    var summary: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar(.null): "nothing"
        case .scalar(.string(let text)): "the text \(quoted(text))"
        case .scalar(.bool(let value)): "\(value)"
        case .scalar(let number): "the number \(number.canonicalText)"
        }
    }
}

extension [DocumentNode.Member] {
    subscript(key: String) -> DocumentNode? { first { $0.key == key }?.value }
}
