extension JSONValue {
    /// Reads one JSON text (RFC 8259) strictly: a key twice in an object, invalid UTF-8, half a surrogate pair, a
    /// number too large for a float and anything after the value are errors. Two keys that differ only in Unicode
    /// normalisation count as the same key.
    package static func parse(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) -> JSONValue {
        try JSONReader<PlainBuilder>.read(bytes, limits: limits)
    }

    /// An integer where the float is a whole number that floats hold exactly, so that `1.0` and `1` are one value.
    init(exactly value: Double) {
        if value.rounded(.towardZero) == value, value.magnitude <= 0x1p53, let whole = Int64(exactly: value) {
            self = .integer(whole)
        } else {
            self = .number(value)
        }
    }
}

/// Builds plain values: no lines, no order.
private enum PlainBuilder: JSONBuilder {
    static func scalar(_ value: JSONValue, line: Int) -> JSONValue { value }
    static func array(_ elements: [JSONValue], line: Int) -> JSONValue { .array(elements) }
    static func object(_ members: [String: JSONValue], line: Int) -> JSONValue { .object(members) }
    static var noMembers: [String: JSONValue] { [:] }

    static func insert(_ node: JSONValue, key: String, line: Int, into members: inout [String: JSONValue]) -> Bool {
        members.updateValue(node, forKey: key) == nil
    }
}
