/// A text with placeholders: `{{name}}`, white space around the name allowed. Two braces around anything else are text.
struct PromptTemplate {
    enum Part: Equatable {
        case text(Substring)
        case placeholder(String, written: Substring)
    }

    let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        var rest = text[...]
        var literal = rest.startIndex
        let bytes = text.utf8
        while let open = Self.index(of: UInt8(ascii: "{"), in: rest.utf8) {
            rest = text[bytes.index(open, offsetBy: 2)...]
            // Of `{{{name}}`, the two braces next to the name count.
            guard rest.utf8.first != UInt8(ascii: "{") else {
                rest = text[bytes.index(after: open)...]
                continue
            }
            guard let close = Self.index(of: UInt8(ascii: "}"), in: rest.utf8.prefix(Self.longest)) else { continue }
            let name = Self.trimmed(text[rest.startIndex..<close])
            guard Names.isAttribute(name) else { continue }
            let end = bytes.index(close, offsetBy: 2)
            if literal < open { parts.append(.text(text[literal..<open])) }
            parts.append(.placeholder(name, written: text[open..<end]))
            rest = text[end...]
            literal = end
        }
        if literal < text.endIndex { parts.append(.text(text[literal...])) }
        self.parts = parts
    }

    /// Names, each once, in the order of the text.
    var names: [String] {
        parts.reduce(into: []) { names, part in
            if case .placeholder(let name, _) = part, !names.contains(name) { names.append(name) }
        }
    }

    /// The text with what is bound filled in; what is not bound stays as it was written. What is filled in is not
    /// looked at for placeholders.
    func filled(_ bindings: [String: String]) -> String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .text(let literal): text += literal
            case .placeholder(let name, let written): text += bindings[name] ?? String(written)
            }
        }
    }

    /// How long the filled text would be: a short text may say a long variable many times.
    func filledBytes(_ bindings: [String: String]) -> Int {
        parts.reduce(0) { bytes, part in
            switch part {
            case .text(let literal): bytes + literal.utf8.count
            case .placeholder(let name, let written): bytes + (bindings[name]?.utf8.count ?? written.utf8.count)
            }
        }
    }

    /// Bytes from the opening braces within which the closing ones are looked for.
    private static let longest = 128

    /// Where the byte first stands twice in a row.
    private static func index<Bytes: BidirectionalCollection<UInt8>>(of byte: UInt8, in bytes: Bytes) -> Bytes.Index? {
        var before: Bytes.Index?
        for index in bytes.indices {
            if bytes[index] != byte {
                before = nil
            } else if let before {
                return before
            } else {
                before = index
            }
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        let start = text.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(start[...last])
    }
}
