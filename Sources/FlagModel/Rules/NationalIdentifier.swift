/// Numbers that states give to people, where their form or check digits leave little doubt. Plain numbers of nine to
/// eleven digits, which many states use, are not told from other ids and pass.
enum NationalIdentifier {
    /// What it is; `nil` where it is none that is known here.
    static func kind(of text: String) -> String? {
        guard let groups = DigitGroups(text) else { return nil }
        if isSocialSecurityNumber(groups) { return "a US social security number" }
        if isCPF(groups) { return "a Brazilian CPF" }
        if isAadhaar(groups) { return "an Indian Aadhaar number" }
        let compact = Array(groups.groups.joined()).map { $0 >= 0x61 ? $0 & 0xDF : $0 }
        if isNIR(compact) { return "a French social security number" }
        if isDNI(compact) { return "a Spanish DNI or NIE" }
        if isCodiceFiscale(compact) { return "an Italian codice fiscale" }
        return nil
    }

    /// 3-2-4 digits with numbers that are given out; those from 900 on are taxpayers'.
    private static func isSocialSecurityNumber(_ groups: DigitGroups) -> Bool {
        guard groups.isShaped([3, 2, 4], by: "-") || groups.isShaped([3, 2, 4], by: " "), let digits = groups.digits
        else { return false }
        let area = digits[0] * 100 + digits[1] * 10 + digits[2]
        return area != 0 && area != 666 && digits[3...4].contains { $0 != 0 } && digits[5...].contains { $0 != 0 }
    }

    /// `ddd.ddd.ddd-dd`; the last two digits check those before them.
    private static func isCPF(_ groups: DigitGroups) -> Bool {
        guard groups.groups.map(\.count) == [3, 3, 3, 2], groups.separators.elementsEqual("..-".utf8),
            let digits = groups.digits, Set(digits).count > 1
        else { return false }
        return CheckDigits.moduloElevenDigit(digits[..<9], weights: (2...10).reversed()) == digits[9]
            && CheckDigits.moduloElevenDigit(digits[..<10], weights: (2...11).reversed()) == digits[10]
    }

    /// `dddd dddd dddd`, not beginning with 0 or 1; the last digit is Verhoeff's.
    private static func isAadhaar(_ groups: DigitGroups) -> Bool {
        guard groups.isShaped([4, 4, 4], by: " "), let digits = groups.digits, digits[0] >= 2 else { return false }
        return CheckDigits.isVerhoeff(digits)
    }

    /// Sex, year, month, place (Corsica's are 2A and 2B), order, and the rest that 97 leaves.
    private static func isNIR(_ text: [UInt8]) -> Bool {
        guard text.count == 15, text[0] == UInt8(ascii: "1") || text[0] == UInt8(ascii: "2") else { return false }
        var digits = text
        var offset = 0
        if digits[6] == UInt8(ascii: "A") || digits[6] == UInt8(ascii: "B") {
            offset = digits[6] == UInt8(ascii: "A") ? 1_000_000 : 2_000_000
            digits[6] = UInt8(ascii: "0")
        }
        guard digits.allSatisfy(DigitGroups.isDigit) else { return false }
        let number = digits[..<13].reduce(0) { $0 * 10 + Int($1 - 0x30) } - offset
        let key = Int(digits[13] - 0x30) * 10 + Int(digits[14] - 0x30)
        let month = Int(digits[3] - 0x30) * 10 + Int(digits[4] - 0x30)
        return (1...12).contains(month) && key == 97 - number % 97
    }

    /// Eight digits, or X, Y or Z and seven, and the letter that the remainder of 23 picks.
    private static func isDNI(_ text: [UInt8]) -> Bool {
        guard text.count == 9 else { return false }
        var digits = text[..<8]
        if let first = "XYZ".utf8.enumerated().first(where: { $0.element == text[0] }) {
            digits[0] = UInt8(ascii: "0") + UInt8(first.offset)
        }
        guard digits.allSatisfy(DigitGroups.isDigit) else { return false }
        let letters = Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)
        return text[8] == letters[digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } % 23]
    }

    /// Six letters of the names, birth (with a letter for the month), place, and a letter that checks the rest.
    private static func isCodiceFiscale(_ text: [UInt8]) -> Bool {
        let form = Array("LLLLLLDDMDDLDDDL".utf8)
        guard text.count == form.count else { return false }
        let fits = zip(text, form).allSatisfy { byte, kind in
            switch kind {
            case UInt8(ascii: "D"): DigitGroups.isDigit(byte)
            case UInt8(ascii: "M"): "ABCDEHLMPRST".utf8.contains(byte)
            default: (0x41...0x5A).contains(byte)
            }
        }
        guard fits else { return false }
        // What a letter or its digit of the same number counts in the first, third, fifth … place.
        let odd = [
            1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
        ]
        let sum = text[..<15].enumerated().reduce(0) { sum, place in
            let number = Int(place.element) - (DigitGroups.isDigit(place.element) ? 0x30 : 0x41)
            return sum + (place.offset % 2 == 0 ? odd[number] : number)
        }
        return Int(text[15]) - 0x41 == sum % 26
    }
}
