/// A text as groups of letters and digits and what stands between them: `123-45-6789` is 3, 2 and 4 digits, with dashes.
struct DigitGroups {
    /// Each as bytes of ASCII.
    let groups: [[UInt8]]
    /// One byte between each two groups.
    let separators: [UInt8]

    /// `nil` where the text begins or ends with a separator, has two in a row, or is not ASCII.
    init?(_ text: String) {
        var groups: [[UInt8]] = [[]]
        var separators: [UInt8] = []
        for byte in text.utf8 {
            guard byte < 0x80 else { return nil }
            if Self.isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) {
                groups[groups.count - 1].append(byte)
            } else {
                separators.append(byte)
                groups.append([])
            }
        }
        guard groups.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.groups = groups
        self.separators = separators
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// The digits of all groups, one after the other; `nil` where there is a letter among them.
    var digits: [Int]? {
        let all = groups.joined()
        guard all.allSatisfy(Self.isDigit) else { return nil }
        return all.map { Int($0 - 0x30) }
    }

    /// Whether the groups have these lengths and only this byte stands between them.
    func isShaped(_ lengths: [Int], by separator: Character) -> Bool {
        groups.map(\.count) == lengths && separators.allSatisfy { $0 == separator.asciiValue }
    }
}
