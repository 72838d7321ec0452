// Durations, shares and other decimal figures as documents write them. All are exact: no float is involved.

package enum Quantities {
    // What a JSON Schema can say of them; the functions below have the last word.
    static let durationPattern = "[0-9]{1,9}(\\.[0-9]{1,3})?(ms|s|m|h|d)"
    static let sharePattern = "0{0,6}(100(\\.0{1,3})?|[0-9]{1,2}(\\.[0-9]{1,3})?) ?%"
    static let moneyPattern = "\\$[0-9]{1,6}(\\.[0-9]{1,6})?"

    /// `12`, `0.5` or `33.333` in thousandths; `nil` for anything else, for more than three decimals and from a
    /// billion up.
    static func thousandths(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ number($0, digits: 1...9) }) else { return nil }
        guard parts.count == 2 else { return whole * 1000 }
        guard let decimals = number(parts[1], digits: 1...3) else { return nil }
        let scale = [100, 10, 1][parts[1].utf8.count - 1]
        return whole * 1000 + decimals * scale
    }

    /// `20%` or `0.125 %` in thousandths of a per cent; `nil` above 100 % and for anything else.
    package static func share(_ text: String) -> UInt32? {
        guard text.utf8.last == UInt8(ascii: "%") else { return nil }
        var figure = text.dropLast()
        if figure.last == " " { figure = figure.dropLast() }
        guard let share = thousandths(figure), share <= 100_000 else { return nil }
        return UInt32(share)
    }

    /// `3s`, `500ms`, `1.5m`, `24h`, `7d`; `nil` for anything else.
    package static func duration(_ text: String) -> Duration? {
        let figure = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let amount = thousandths(figure) else { return nil }
        switch text[figure.endIndex...] {
        case "ms": return .microseconds(amount)
        case "s": return .milliseconds(amount)
        case "m": return .milliseconds(amount * 60)
        case "h": return .milliseconds(amount * 3_600)
        case "d": return .milliseconds(amount * 86_400)
        default: return nil
        }
    }

    /// As documents write it, in the largest unit that says it whole: `90s`, `24h`, `7d`. What is beyond milliseconds is
    /// left out.
    package static func text(_ duration: Duration) -> String {
        let milliseconds = Int64(duration / .milliseconds(1))
        for (unit, size) in [("d", Int64(7 * 86_400_000)), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)]
        where milliseconds != 0 && milliseconds.isMultiple(of: size) {
            return "\(unit == "d" ? milliseconds / 86_400_000 : milliseconds / size)\(unit)"
        }
        return "\(milliseconds)ms"
    }

    /// `$3`, `$0.075` in millionths of a dollar; `nil` for anything else and from a million dollars up.
    static func microdollars(_ text: String) -> Int64? {
        guard text.first == "$" else { return nil }
        let parts = text.dropFirst().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ number($0, digits: 1...6) }) else { return nil }
        guard parts.count == 2 else { return Int64(whole) * 1_000_000 }
        guard number(parts[1], digits: 1...6) != nil,
            let millionths = Int64(parts[1] + String(repeating: "0", count: 6 - parts[1].utf8.count))
        else { return nil }
        return Int64(whole) * 1_000_000 + millionths
    }

    /// Millionths of a dollar as `$0.075`; not negative.
    static func dollars(_ microdollars: Int64) -> String {
        let (whole, rest) = microdollars.quotientAndRemainder(dividingBy: 1_000_000)
        var decimals = String(rest + 1_000_000).dropFirst()
        while decimals.last == "0" { decimals = decimals.dropLast() }
        return "$\(whole)\(decimals.isEmpty ? "" : ".")\(decimals)"
    }

    private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int(text)
    }
}
