import FlagSnapshot

package enum Moment {
    /// Unix milliseconds of `2026-11-23T14:41:00Z` and the like (RFC 3339); `nil` where the text is no moment.
    package static func unixMilliseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBytes { RFC3339.unixMilliseconds(Bytes($0)) }
    }
}
