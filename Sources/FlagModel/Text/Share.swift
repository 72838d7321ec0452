/// Shares of users, in thousandths of a per cent.
package enum Share {
    /// 100 %.
    package static var whole: UInt32 { 100_000 }

    /// As documents write it: `5%`, `0.125%`.
    package static func text(_ share: UInt32) -> String {
        let (whole, rest) = share.quotientAndRemainder(dividingBy: 1_000)
        guard rest > 0 else { return "\(whole)%" }
        var decimals = String(String(1_000 + rest).dropFirst())
        while decimals.last == "0" { decimals.removeLast() }
        return "\(whole).\(decimals)%"
    }
}
