extension String {
    /// Split at line feeds, which end lines in every file; what is before them may be a carriage return, and Swift takes
    /// both for one character. A line after the last line feed is one, too, though it be empty.
    package var textLines: [String] {
        utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }
    }

    package var hasSeveralLines: Bool { utf8.contains(UInt8(ascii: "\n")) }
}
