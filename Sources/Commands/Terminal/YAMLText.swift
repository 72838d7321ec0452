// Prints JSON values as block YAML that reads back, by the 1.2 core schema, as the same value.

import FlagModel

enum YAMLText {
    /// Block text without a final newline.
    static func write(_ value: JSONValue) -> String { block(value).joined(separator: "\n") }

    /// The lines of a value, not indented.
    private static func block(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let members) where !members.isEmpty:
            return members.sorted { (place($0.key), $0.key) < (place($1.key), $1.key) }.flatMap { name, member in
                let lines = block(member)
                let name = plainOrQuoted(name)
                return member.isBlock ? ["\(name):"] + lines.map { "  \($0)" } : ["\(name): \(lines[0])"]
            }
        case .array(let elements) where !elements.isEmpty:
            return elements.flatMap { element in
                block(element).enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
            }
        default: return [scalar(value)]
        }
    }

    /// What names a thing stands first; the rest is sorted.
    private static func place(_ name: String) -> Int {
        let first = ["apiVersion", "kind", "key", "name"]
        return first.firstIndex(of: name) ?? first.count
    }

    private static func scalar(_ value: JSONValue) -> String {
        if case .string(let text) = value { return plainOrQuoted(text) }
        return value.canonicalText
    }

    /// A string as it is where no reader could take it for anything else; JSON quoting otherwise.
    private static func plainOrQuoted(_ text: String) -> String {
        isPlain(text) ? text : JSONValue.string(text).canonicalText
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.utf8.last != 0x20 else { return false }
        guard !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased()) else {
            return false
        }
        return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || " -_./@".utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
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
