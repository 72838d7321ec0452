// Prints JSON values as block YAML that reads back, by the 1.2 core schema, as the same value.

import FlagModel

enum YAMLText {
    /// Block text without a final newline.
    static func write(_ value: JSONValue) -> String {
        var lines: [String] = []
        append(value, to: &lines, prefix: "", indent: "")
        return lines.joined(separator: "\n")
    }

    /// - Parameters:
    ///   - prefix: what stands before the value on its first line (`key:`, `-`), indented.
    ///   - indent: what stands before each line of a nested block.
    private static func append(_ value: JSONValue, to lines: inout [String], prefix: String, indent: String) {
        switch value {
        case .object(let members) where !members.isEmpty:
            if !prefix.isEmpty { lines.append(prefix) }
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                append(member, to: &lines, prefix: "\(indent)\(plainOrQuoted(name)):", indent: indent + "  ")
            }
        case .array(let elements) where !elements.isEmpty:
            if !prefix.isEmpty { lines.append(prefix) }
            for element in elements {
                append(element, to: &lines, prefix: "\(indent)-", indent: indent + "  ")
            }
        default:
            lines.append(prefix.isEmpty ? scalar(value) : "\(prefix) \(scalar(value))")
        }
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
