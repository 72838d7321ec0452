/// Why a checkpoint cannot be used.
package struct CheckpointError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String
}

/// Reads what `ByteWriter` wrote, and trusts none of it.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var offset: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
    }

    var remaining: Int { bytes.endIndex - offset }

    mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(CheckpointError) -> Value {
        let size = MemoryLayout<Value>.size
        guard remaining >= size else { throw failure("ends too early") }
        var value: Value = 0
        for index in (0..<size).reversed() { value = value << 8 | Value(truncatingIfNeeded: bytes[offset + index]) }
        offset += size
        return value
    }

    mutating func double() throws(CheckpointError) -> Double { Double(bitPattern: try integer()) }

    /// A sum of weights: neither negative nor infinite.
    mutating func weight() throws(CheckpointError) -> Float {
        let value = Float(bitPattern: try integer())
        guard value >= 0, value.isFinite else { throw failure("holds a weight that is none") }
        return value
    }

    mutating func bool() throws(CheckpointError) -> Bool { try integer(UInt8.self) != 0 }

    /// A number of things that take at least `size` bytes each, so that a damaged count reserves no memory.
    mutating func count(ofSize size: Int) throws(CheckpointError) -> Int {
        let count = Int(try integer(UInt32.self))
        guard count <= remaining / size else { throw failure("counts more than it holds") }
        return count
    }

    mutating func string() throws(CheckpointError) -> String {
        let count = Int(try integer(UInt16.self))
        guard count <= remaining else { throw failure("ends too early") }
        defer { offset += count }
        return String(decoding: bytes[offset..<offset + count], as: UTF8.self)
    }

    func failure(_ what: String) -> CheckpointError {
        CheckpointError(description: "checkpoint \(what) (at byte \(offset - bytes.startIndex))")
    }
}
