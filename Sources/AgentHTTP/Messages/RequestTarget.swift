/// A request line's target, taken apart: the path's decoded segments and the query.
struct RequestTarget: Equatable {
    var path: String
    var segments: [String]
    var query: [String: String]

    /// Takes a path or, as every server must (RFC 9112, 3.2.2), a whole `http` address, of which the host says nothing
    /// here. `nil` where this is neither, or has a percent sign that encodes nothing, or encodes what is not UTF-8.
    init?(_ target: String) {
        var target = Substring(target)
        if target.hasPrefix("http://") {
            target = target.dropFirst("http://".count).drop { $0 != "/" && $0 != "?" }
            if target.first != "/" { target = "/" + target }
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first, path.utf8.first == UInt8(ascii: "/") else { return nil }
        self.path = String(path)
        segments = []
        for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let decoded = Self.decode(segment) else { return nil }
            segments.append(decoded)
        }
        query = [:]
        guard parts.count == 2 else { return }
        for pair in parts[1].split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(sides[0], plusIsSpace: true),
                let value = sides.count == 2 ? Self.decode(sides[1], plusIsSpace: true) : ""
            else { return nil }
            if query[name] == nil { query[name] = value }
        }
    }

    private static func decode(_ text: Substring, plusIsSpace: Bool = false) -> String? {
        let percent = UInt8(ascii: "%")
        let plus = UInt8(ascii: "+")
        guard text.utf8.contains(where: { $0 == percent || $0 == plus }) else { return String(text) }
        var decoded: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            if byte == percent {
                guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal)
                else { return nil }
                decoded.append(high << 4 | low)
            } else {
                decoded.append(plusIsSpace && byte == plus ? UInt8(ascii: " ") : byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
