// What a plain (unquoted) YAML scalar means: the core schema of YAML 1.2.2, chapter 10.3. `off`, `on`, `yes` and `no`
// are texts, and so is everything else that is not listed there.

enum YAMLCoreSchema {
    /// The value of a plain scalar; `nil` for a number that JSON cannot hold: infinite, not a number, or a whole
    /// number of more than 64 bits.
    static func value(ofPlain text: String) -> JSONValue? {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return nil
        default: break
        }
        let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        if [".inf", ".Inf", ".INF"].contains(unsigned) { return nil }
        if let digits = text.utf8.starts(with: "0o".utf8) ? text.dropFirst(2) : nil, isAll(digits, in: "01234567") {
            return Int64(digits, radix: 8).map(JSONValue.integer)
        }
        if let digits = text.utf8.starts(with: "0x".utf8) ? text.dropFirst(2) : nil,
            isAll(digits, in: "0123456789abcdefABCDEF")
        {
            return Int64(digits, radix: 16).map(JSONValue.integer)
        }
        if isAll(unsigned, in: digits) { return Int64(text).map(JSONValue.integer) }
        guard isFloat(unsigned) else { return .string(text) }
        guard let value = Double(text), value.isFinite else { return nil }
        return JSONValue(exactly: value)
    }

    private static let digits = "0123456789"

    private static func isAll(_ text: Substring, in set: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(set.utf8.contains)
    }

    /// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func isFloat(_ text: Substring) -> Bool {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        if parts.count == 2 {
            let exponent = parts[1].first == "-" || parts[1].first == "+" ? parts[1].dropFirst() : parts[1]
            guard isAll(exponent, in: digits) else { return false }
        }
        let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard mantissa.count == 2 else { return isAll(mantissa[0], in: digits) }
        return mantissa[0].isEmpty
            ? isAll(mantissa[1], in: digits)
            : isAll(mantissa[0], in: digits) && (mantissa[1].isEmpty || isAll(mantissa[1], in: digits))
    }
}
