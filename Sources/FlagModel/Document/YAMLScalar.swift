/// How a text is written so that no reader takes it for anything else.
package enum YAMLScalar {
    /// On one line: as it is, or in double quotes.
    package static func flow(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// A text of several lines as it is, line by line, behind a mark that says how it ends. `nil` where it would not
    /// come back as it is, or has one line only.
    package static func literal(_ text: String) -> (mark: String, lines: [String])? {
        // What begins with a blank would be taken for more indentation.
        guard let first = text.utf8.first, ![0x20, 0x09, 0x0A].contains(first), text.utf8.contains(0x0A),
            text.unicodeScalars.allSatisfy({ $0 == "\n" || $0 == "\t" || !needsEscape($0) })
        else { return nil }
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard lines.last == "" else { return ("|-", lines) }
        lines.removeLast()
        // More than one line feed at the end have to be kept on purpose.
        return (lines.last == "" ? "|+" : "|", lines)
    }

    /// JSON's quoting, which YAML reads too, with escapes for what YAML takes for a line break or does not take at all.
    private static func quoted(_ text: String) -> String {
        let json = JSONValue.string(text).canonicalText
        guard json.unicodeScalars.contains(where: needsEscape) else { return json }
        return json.unicodeScalars.reduce(into: "") { quoted, scalar in
            guard needsEscape(scalar) else {
                quoted.unicodeScalars.append(scalar)
                return
            }
            let digits = String(scalar.value, radix: 16)
            quoted += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
    }

    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
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
