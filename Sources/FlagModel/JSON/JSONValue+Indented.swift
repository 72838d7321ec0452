extension JSONValue {
    /// For people: keys sorted as in the canonical text, two blanks for each level, a line break at the end. What is
    /// short and holds nothing nested stays on one line.
    package var indentedText: String {
        var output = ""
        write(to: &output, depth: 0)
        return output + "\n"
    }

    private func write(to output: inout String, depth: Int) {
        let line = canonicalText
        let elements: [(key: String?, value: JSONValue)]
        let brackets: (open: String, close: String)
        switch self {
        case .array(let values):
            elements = values.map { (nil, $0) }
            brackets = ("[", "]")
        case .object(let members):
            elements = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
            brackets = ("{", "}")
        default:
            output += line
            return
        }
        if elements.isEmpty || line.utf8.count <= 80 && elements.allSatisfy({ $0.value.isScalar }) {
            output += line
            return
        }
        let indentation = String(repeating: "  ", count: depth + 1)
        output += brackets.open
        for (index, element) in elements.enumerated() {
            output += (index == 0 ? "\n" : ",\n") + indentation
            if let key = element.key { output += JSONValue.string(key).canonicalText + ": " }
            element.value.write(to: &output, depth: depth + 1)
        }
        output += "\n" + indentation.dropLast(2) + brackets.close
    }

    private var isScalar: Bool { array == nil && object == nil }
}
