/// Numbers of payment cards, as ISO/IEC 7812 makes them: a known issuer's beginning, a fitting length, Luhn's check.
enum PaymentCard {
    /// Beginnings (from, to, both of as many digits) and the lengths that go with them.
    private static let issuers: [(from: Int, to: Int, digits: Int, lengths: ClosedRange<Int>)] = [
        (4, 4, 1, 13...13), (4, 4, 1, 16...16),  // Visa
        (51, 55, 2, 16...16), (2221, 2720, 4, 16...16),  // Mastercard
        (34, 34, 2, 15...15), (37, 37, 2, 15...15),  // American Express
        (300, 305, 3, 14...14), (36, 36, 2, 14...14), (38, 39, 2, 14...14),  // Diners Club
        (6011, 6011, 4, 16...19), (644, 659, 3, 16...19),  // Discover
        (3528, 3589, 4, 16...19),  // JCB
        (62, 62, 2, 16...19),  // UnionPay
    ]

    static func isNumber(_ text: String) -> Bool {
        guard let groups = DigitGroups(text), let digits = groups.digits, isGrouped(groups) else { return false }
        let isIssued = issuers.contains { issuer in
            let beginning = digits.prefix(issuer.digits).reduce(0) { $0 * 10 + $1 }
            return issuer.lengths.contains(digits.count) && issuer.from <= beginning && beginning <= issuer.to
        }
        return isIssued && CheckDigits.isLuhn(digits)
    }

    /// In one piece, or as cards print it: in fours, or 4, 6 and 4 or 5, with blanks or with dashes.
    private static func isGrouped(_ groups: DigitGroups) -> Bool {
        if groups.groups.count == 1 { return true }
        guard let separator = groups.separators.first, separator == UInt8(ascii: " ") || separator == UInt8(ascii: "-"),
            groups.separators.allSatisfy({ $0 == separator })
        else { return false }
        let lengths = groups.groups.map(\.count)
        return lengths == [4, 6, 5] || lengths == [4, 6, 4]
            || lengths.dropLast().allSatisfy { $0 == 4 } && (1...4).contains(lengths.last ?? 0)
    }
}
