// Semantic versions (semver.org 2.0.0) as flagd reads them: a `v` may stand in front, and minor and patch may be
// missing.

struct Version {
    private let major: Bytes
    private let minor: Bytes
    private let patch: Bytes
    /// Empty: a release.
    private let prerelease: Bytes

    /// `nil` where the text is no version.
    init?(_ text: Bytes) {
        var rest = text
        if rest.count > 0, rest[0] | 0x20 == UInt8(ascii: "v") { rest = rest.dropping(1) }
        var parts = (Bytes.empty, Bytes.empty, Bytes.empty)
        guard let first = Self.number(&rest) else { return nil }
        parts.0 = first
        parts.1 = Self.zero
        parts.2 = Self.zero
        if Self.take(UInt8(ascii: "."), &rest) {
            guard let second = Self.number(&rest) else { return nil }
            parts.1 = second
            if Self.take(UInt8(ascii: "."), &rest) {
                guard let third = Self.number(&rest) else { return nil }
                parts.2 = third
            }
        }
        (major, minor, patch) = parts
        if Self.take(UInt8(ascii: "-"), &rest) {
            guard let identifiers = Self.identifiers(&rest, allowLeadingZero: false) else { return nil }
            prerelease = identifiers
        } else {
            prerelease = .empty
        }
        if Self.take(UInt8(ascii: "+"), &rest) {
            guard Self.identifiers(&rest, allowLeadingZero: true) != nil else { return nil }
        }
        guard rest.count == 0 else { return nil }
    }

    func hasSameMajor(_ other: Version) -> Bool { major == other.major }

    func hasSameMinor(_ other: Version) -> Bool { major == other.major && minor == other.minor }

    /// Negative, 0 or positive, as this one is less, equal or greater. Build metadata does not count.
    func compare(_ other: Version) -> Int {
        let byMajor = Self.compare(number: major, other.major)
        if byMajor != 0 { return byMajor }
        let byMinor = Self.compare(number: minor, other.minor)
        if byMinor != 0 { return byMinor }
        let byPatch = Self.compare(number: patch, other.patch)
        if byPatch != 0 { return byPatch }
        if prerelease.count == 0 || other.prerelease.count == 0 {
            return (prerelease.count == 0 ? 1 : 0) &- (other.prerelease.count == 0 ? 1 : 0)
        }
        return Self.compare(prerelease: prerelease, other.prerelease)
    }

    // MARK: Reading

    private static var zero: Bytes { Bytes("0") }

    private static func take(_ byte: UInt8, _ rest: inout Bytes) -> Bool {
        guard rest.count > 0, rest[0] == byte else { return false }
        rest = rest.dropping(1)
        return true
    }

    /// Digits without a leading zero, however many.
    private static func number(_ rest: inout Bytes) -> Bytes? {
        var length = 0
        while length < rest.count, NumericText.isDigit(rest[length]) { length &+= 1 }
        let digits = rest.prefix(length)
        guard length > 0, length == 1 || digits[0] != UInt8(ascii: "0") else { return nil }
        rest = rest.dropping(length)
        return digits
    }

    /// Letters, digits and hyphens, with points between.
    private static func identifiers(_ rest: inout Bytes, allowLeadingZero: Bool) -> Bytes? {
        let all = rest
        while true {
            let identifier = identifier(rest)
            guard identifier.count > 0,
                allowLeadingZero || identifier.count == 1 || identifier[0] != UInt8(ascii: "0")
                    || !isNumber(identifier)
            else { return nil }
            rest = rest.dropping(identifier.count)
            if !take(UInt8(ascii: "."), &rest) { return all.prefix(all.count &- rest.count) }
        }
    }

    private static func identifier(_ text: Bytes) -> Bytes {
        var length = 0
        while length < text.count {
            switch text[length] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
                length &+= 1
            default: return text.prefix(length)
            }
        }
        return text
    }

    private static func isNumber(_ text: Bytes) -> Bool {
        var index = 0
        while index < text.count {
            if !NumericText.isDigit(text[index]) { return false }
            index &+= 1
        }
        return true
    }

    // MARK: Comparing

    /// Without leading zeroes the longer number is the greater.
    private static func compare(number left: Bytes, _ right: Bytes) -> Int {
        left.count != right.count ? left.count &- right.count : compare(text: left, right)
    }

    private static func compare(text left: Bytes, _ right: Bytes) -> Int {
        var index = 0
        while index < left.count, index < right.count {
            if left[index] != right[index] { return Int(left[index]) &- Int(right[index]) }
            index &+= 1
        }
        return left.count &- right.count
    }

    private static func compare(prerelease left: Bytes, _ right: Bytes) -> Int {
        var left = left
        var right = right
        while true {
            let first = identifier(left)
            let second = identifier(right)
            let order =
                switch (isNumber(first), isNumber(second)) {
                case (true, true): compare(number: first, second)
                case (true, false): -1
                case (false, true): 1
                case (false, false): compare(text: first, second)
                }
            if order != 0 { return order }
            left = left.dropping(first.count)
            right = right.dropping(second.count)
            if left.count == 0 || right.count == 0 { return left.count &- right.count }
            left = left.dropping(1)
            right = right.dropping(1)
        }
    }
}
