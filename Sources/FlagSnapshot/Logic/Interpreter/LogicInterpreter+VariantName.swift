extension LogicInterpreter {
    /// The variant's name that flagd takes a result for: the result's JSON without any double quote, so that true is
    /// the variant `true`. `nil` where the result is null (the default variant); also for numbers that JSON does not
    /// have. Objects and arrays name no variant: empty. The bytes are valid until the interpreter goes on.
    package mutating func variantName(of result: LogicValue) throws(LogicFault) -> Bytes? {
        switch result {
        case .undefined, .null: return nil
        case .bool: return try text(of: result)
        case .number(let value): return value.isFinite ? try text(of: result) : nil
        case .string(let text):
            var index = 0
            while index < text.count, text[index] != UInt8(ascii: "\"") { index &+= 1 }
            return index == text.count ? text : try withoutQuotes(text)
        case .json, .list, .literals, .context, .flagd, .fold: return .empty
        }
    }

    /// In JSON a quote within a text is escaped, and flagd leaves the backslash standing.
    private mutating func withoutQuotes(_ text: Bytes) throws(LogicFault) -> Bytes {
        let mark = arena.used
        var index = 0
        while index < text.count {
            try arena.append(text[index] == UInt8(ascii: "\"") ? UInt8(ascii: "\\") : text[index])
            index &+= 1
        }
        return arena.text(from: mark)
    }
}
