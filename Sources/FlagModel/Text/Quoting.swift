/// Text from outside as messages show it: in double quotes, escaped, and cut where it is long.
package func quoted(_ text: String) -> String {
    let limit = 60
    let shown = text.unicodeScalars.prefix(limit).map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : String($0) }
    return "\"" + shown.joined() + (text.unicodeScalars.count > limit ? "…" : "") + "\""
}
