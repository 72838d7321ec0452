/// `>=2.1.0`: one of flagd's comparisons, and a version of one to three parts, as Semantic Versioning
/// 2.0.0 writes it (without build metadata, which no comparison would look at).
struct VersionRange: Equatable {
    static let pattern =
        "(=|!=|<|<=|>|>=|~|\\^) ?[vV]?\(number)(\\.\(number)(\\.\(number)(-\(label)(\\.\(label))*)?)?)?"
    private static let number = "(0|[1-9][0-9]{0,8})"
    /// A number without leading zeros, or a word.
    private static let label = "(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"

    var comparison: String
    var version: String

    /// `nil` where the text is no comparison with a version.
    init?(_ text: String) {
        let comparison = text.prefix { "=!<>~^".contains($0) }
        guard ["=", "!=", "<", "<=", ">", ">=", "~", "^"].contains(comparison) else { return nil }
        var version = text[comparison.endIndex...]
        if version.first == " " { version = version.dropFirst() }
        self.comparison = String(comparison)
        self.version = String(version)
        if version.first == "v" || version.first == "V" { version = version.dropFirst() }
        let parts = version.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...3).contains(numbers.count), numbers.allSatisfy({ Self.isNumber($0) && $0.utf8.count <= 9 }) else {
            return nil
        }
        guard parts.count == 2 else { return }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, labels.allSatisfy({ Self.isNumber($0) || Self.isWord($0) }) else { return nil }
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && (text.utf8.count == 1 || text.first != "0")
    }

    private static func isWord(_ text: Substring) -> Bool {
        let isDash = { (byte: UInt8) in byte == UInt8(ascii: "-") }
        let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte | 0x20) }
        return text.utf8.contains { isDash($0) || isLetter($0) }
            && text.utf8.allSatisfy { isDash($0) || isLetter($0) || (0x30...0x39).contains($0) }
    }
}
