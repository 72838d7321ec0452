/// Phone numbers that cannot well be anything else: international ones with their `+`, and North American ones in their
/// own grouping. Digits alone are as likely an id.
enum PhoneNumber {
    static func matches(_ text: String) -> Bool { isInternational(text) || isNorthAmerican(text) }

    /// E.164: a `+`, and 8 to 15 digits with blanks, dashes, dots and brackets between them.
    private static func isInternational(_ text: String) -> Bool {
        guard text.first == "+" else { return false }
        let rest = text.utf8.dropFirst()
        let digits = rest.count(where: DigitGroups.isDigit)
        guard (8...15).contains(digits), rest.first.map(isDigitOrBracket) == true,
            rest.last.map(DigitGroups.isDigit) == true
        else { return false }
        return rest.allSatisfy { DigitGroups.isDigit($0) || " -.()/".utf8.contains($0) }
    }

    /// `555-234-5678`, `(555) 234-5678`, `1-555-234-5678`: neither area nor exchange begins with 0 or 1.
    private static func isNorthAmerican(_ text: String) -> Bool {
        var plain = text
        if plain.hasPrefix("("), let close = plain.firstIndex(of: ")") {
            plain.removeFirst()
            let rest = plain.drop { $0 != ")" }.dropFirst().drop { $0 == " " }
            plain = plain.prefix { $0 != ")" } + "-" + rest
            guard close == text.index(text.startIndex, offsetBy: 4) else { return false }
        }
        guard let groups = DigitGroups(plain), groups.digits != nil else { return false }
        var parts = groups.groups
        if parts.count == 4, parts[0] == [UInt8(ascii: "1")] { parts.removeFirst() }
        guard parts.map(\.count) == [3, 3, 4], groups.separators.allSatisfy({ "-. ".utf8.contains($0) }) else {
            return false
        }
        return parts[0][0] >= UInt8(ascii: "2") && parts[1][0] >= UInt8(ascii: "2")
    }

    private static func isDigitOrBracket(_ byte: UInt8) -> Bool {
        DigitGroups.isDigit(byte) || byte == UInt8(ascii: "(")
    }
}
