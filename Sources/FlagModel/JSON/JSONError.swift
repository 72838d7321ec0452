/// Why a text is no JSON that is taken here, and where.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    package var message: String
    /// From 1.
    package var line: Int
    /// In bytes, from 1.
    package var column: Int

    package init(_ message: String, line: Int, column: Int) {
        self.message = message
        self.line = line
        self.column = column
    }

    package var description: String { "line \(line), column \(column): \(message)" }
}

/// How much a JSON text may hold. What is over is refused before it costs memory.
package struct JSONLimits: Sendable, Equatable {
    package var bytes: Int
    /// Objects and arrays within each other.
    package var depth: Int
    /// Values of any kind in the whole text.
    package var values: Int

    package init(bytes: Int = 1 << 20, depth: Int = 64, values: Int = 200_000) {
        self.bytes = bytes
        self.depth = depth
        self.values = values
    }

    package static let standard = JSONLimits()
}
