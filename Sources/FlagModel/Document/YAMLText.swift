// Prints JSON values as block YAML that reads back, by the 1.2 core schema, as the same value to the byte.

package enum YAMLText {
    /// Block text without its final newline, which has to follow.
    package static func write(_ value: JSONValue) -> String {
        if case .string(let text) = value { return YAMLScalar.flow(text) }
        return block(value).joined(separator: "\n")
    }

    /// The lines of a value, not indented; of a text of several lines, its first is the mark that stands behind a name.
    private static func block(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let members) where !members.isEmpty:
            return members.sorted { (place($0.key), $0.key) < (place($1.key), $1.key) }.flatMap { name, member in
                let lines = block(member)
                let head = Self.head(of: name)
                guard !member.isBlock else { return head + lines.map(indented) }
                return head.dropLast() + ["\(head[head.count - 1]) \(lines[0])"] + lines.dropFirst()
            }
        case .array(let elements) where !elements.isEmpty:
            return elements.flatMap { element -> [String] in
                let lines = block(element)
                let rest = lines.dropFirst()
                // Lines of a text are further in than its mark already.
                if case .string = element { return ["- \(lines[0])"] + rest }
                return ["- \(lines[0])"] + rest.map(indented)
            }
        case .string(let text):
            return YAMLScalar.literal(text).map { [$0.mark] + $0.lines.map(indented) } ?? [YAMLScalar.flow(text)]
        default: return [value.canonicalText]
        }
    }

    private static func indented(_ line: String) -> String { line.isEmpty ? "" : "  \(line)" }

    /// What stands before a value. libyaml takes names of at most 1,024 bytes, unless a question mark announces them.
    private static func head(of name: String) -> [String] {
        let text = YAMLScalar.flow(name)
        return text.utf8.count > 1_000 ? ["? \(text)", ":"] : ["\(text):"]
    }

    /// What names a thing stands first; the rest is sorted.
    private static func place(_ name: String) -> Int {
        let first = ["apiVersion", "kind", "key", "name"]
        return first.firstIndex(of: name) ?? first.count
    }
}

extension JSONValue {
    /// Takes lines of its own.
    fileprivate var isBlock: Bool {
        switch self {
        case .object(let members): !members.isEmpty
        case .array(let elements): !elements.isEmpty
        default: false
        }
    }
}
