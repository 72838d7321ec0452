// Text as ECMAScript sees it, in UTF-16 code units, though it is stored in UTF-8.

enum CodeUnits {
    static func order(_ left: Bytes, _ right: Bytes) -> LogicInterpreter.Order {
        let common = left.count < right.count ? left.count : right.count
        var index = 0
        while index < common {
            let first = left[index]
            let second = right[index]
            if first != second {
                // Beyond the first 65,536 characters stand surrogates, which come before U+E000.
                if first >= 0xEE, second >= 0xEE, (first < 0xF0) != (second < 0xF0) {
                    return first < 0xF0 ? .greater : .less
                }
                return first < second ? .less : .greater
            }
            index &+= 1
        }
        if left.count == right.count { return .equal }
        return left.count < right.count ? .less : .greater
    }

    /// A byte's share in the count: 1 where a character begins, 2 where it takes a surrogate pair.
    @inline(__always)
    static func width(_ byte: UInt8) -> Int {
        if byte & 0xC0 == 0x80 { return 0 }
        return byte >= 0xF0 ? 2 : 1
    }

    static func count(_ text: Bytes) -> Int {
        var count = 0
        var index = 0
        while index < text.count {
            count &+= width(text[index])
            index &+= 1
        }
        return count
    }
}
