// A strict reader of RFC 8259. It is generic over what it builds, so that plain values (intake, state) and marked nodes
// (documents, whose errors need lines) come from the same rules.

/// Makes one kind of tree out of what the reader finds. Lines count from 1.
protocol JSONBuilder {
    associatedtype Node
    associatedtype Members

    static func scalar(_ value: JSONValue, line: Int) -> Node
    static func array(_ elements: [Node], line: Int) -> Node
    static func object(_ members: Members, line: Int) -> Node
    static var noMembers: Members { get }
    /// False where the key is there already.
    static func insert(_ node: Node, key: String, line: Int, into members: inout Members) -> Bool
}

struct JSONReader<Builder: JSONBuilder> {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var line = 1
    /// Where the current line begins.
    private var lineStart = 0
    private var values = 0

    private init(_ bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The one value of `bytes`.
    static func read(_ bytes: [UInt8], limits: JSONLimits) throws(JSONError) -> Builder.Node {
        var reader = JSONReader(bytes, limits: limits)
        guard bytes.count <= limits.bytes else {
            throw reader.error("\(bytes.count) bytes are over the limit of \(limits.bytes)")
        }
        reader.skipSpace()
        let node = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.error("something follows the end of the value") }
        return node
    }

    // MARK: Values

    private mutating func value(depth: Int) throws(JSONError) -> Builder.Node {
        values += 1
        guard values <= limits.values else { throw error("more than \(limits.values) values") }
        let start = line
        guard let byte = peek else { throw error("the text ends where a value should stand") }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return Builder.scalar(.string(try string()), line: start)
        case UInt8(ascii: "t"):
            try keyword("true")
            return Builder.scalar(.bool(true), line: start)
        case UInt8(ascii: "f"):
            try keyword("false")
            return Builder.scalar(.bool(false), line: start)
        case UInt8(ascii: "n"):
            try keyword("null")
            return Builder.scalar(.null, line: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return Builder.scalar(try number(), line: start)
        default: throw error("no JSON value begins like this")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> Builder.Node {
        try check(depth: depth)
        let start = line
        var members = Builder.noMembers
        position += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return Builder.object(members, line: start) }
        while true {
            guard peek == UInt8(ascii: "\"") else { throw error("a key in double quotes should stand here") }
            let keyLine = line
            let keyColumn = position - lineStart + 1
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw error("':' should follow the key") }
            skipSpace()
            let node = try value(depth: depth)
            guard Builder.insert(node, key: key, line: keyLine, into: &members) else {
                throw JSONError("the key \(quoted(key)) is there twice", line: keyLine, column: keyColumn)
            }
            skipSpace()
            if take(UInt8(ascii: "}")) { return Builder.object(members, line: start) }
            guard take(UInt8(ascii: ",")) else { throw error("',' or '}' should stand here") }
            skipSpace()
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> Builder.Node {
        try check(depth: depth)
        let start = line
        var elements: [Builder.Node] = []
        position += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return Builder.array(elements, line: start) }
        while true {
            elements.append(try value(depth: depth))
            skipSpace()
            if take(UInt8(ascii: "]")) { return Builder.array(elements, line: start) }
            guard take(UInt8(ascii: ",")) else { throw error("',' or ']' should stand here") }
            skipSpace()
        }
    }

    private func check(depth: Int) throws(JSONError) {
        guard depth <= limits.depth else { throw error("nested more than \(limits.depth) deep") }
    }

    // MARK: Scalars

    private mutating func keyword(_ word: StaticString) throws(JSONError) {
        let length = word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw error("no JSON value begins like this") }
        position += length
    }

    /// Whole numbers of 64 bits are exact, however they are written (`1.0`, `1e3`); others become the nearest float.
    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        let negative = take(UInt8(ascii: "-"))
        guard let first = peek, Self.isDigit(first) else { throw error("a digit should follow '-'") }
        var whole: Int64? = 0
        if first == UInt8(ascii: "0") {
            position += 1
            if let next = peek, Self.isDigit(next) { throw error("a number has no leading zero") }
        } else {
            while let digit = peek, Self.isDigit(digit) {
                whole = whole.flatMap { Self.append(digit, to: $0, negative: negative) }
                position += 1
            }
        }
        var isPlain = true
        if take(UInt8(ascii: ".")) {
            isPlain = false
            try digits(after: "the decimal point")
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isPlain = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits(after: "the exponent's sign")
        }
        if isPlain, let whole { return .integer(whole) }
        guard position - start <= 400 else { throw error("a number of more than 400 characters") }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text), value.isFinite else { throw error("the number is too large for a float") }
        return JSONValue(exactly: value)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// Counts downwards where negative, since the smallest number has no positive counterpart.
    private static func append(_ digit: UInt8, to number: Int64, negative: Bool) -> Int64? {
        let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        let value = Int64(digit - UInt8(ascii: "0"))
        let (sum, overflowed) =
            negative ? tenfold.subtractingReportingOverflow(value) : tenfold.addingReportingOverflow(value)
        return overflowed ? nil : sum
    }

    private mutating func digits(after what: StaticString) throws(JSONError) {
        guard let first = peek, Self.isDigit(first) else { throw error("a digit should follow \(what)") }
        while let digit = peek, Self.isDigit(digit) { position += 1 }
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(bytes[start..<(position - 1)])
            case UInt8(ascii: "\\"):
                return try escapedString(from: start)
            case 0..<0x20:
                throw error("a control character in a string; write it as an escape")
            default:
                position += 1
            }
        }
        throw error("the string does not end")
    }

    /// The same for a string with escapes, from the first of which it goes on.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var unescaped = Array(bytes[start..<position])
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(unescaped[...])
            case UInt8(ascii: "\\"):
                let scalar = try escape()
                unescaped.append(contentsOf: String(Character(scalar)).utf8)
            case 0..<0x20:
                throw error("a control character in a string; write it as an escape")
            default:
                unescaped.append(byte)
                position += 1
            }
        }
        throw error("the string does not end")
    }

    private func text(_ slice: ArraySlice<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw error("the string is not valid UTF-8") }
        return text
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        position += 1
        guard let letter = peek else { throw error("the string does not end") }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw error("no such escape; JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits")
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let unit = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw error("half of a surrogate pair")
        }
        let low = try hexadecimalUnit()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw error("half of a surrogate pair") }
        return scalar
    }

    private mutating func hexadecimalUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("four hexadecimal digits should follow \\u")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    // MARK: Bytes

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\n"):
                position += 1
                line += 1
                lineStart = position
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
            default: return
            }
        }
    }

    private func error(_ message: String) -> JSONError {
        JSONError(message, line: line, column: position - lineStart + 1)
    }
}
