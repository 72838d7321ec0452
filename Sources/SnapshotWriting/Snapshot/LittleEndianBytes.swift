internal import FlagSnapshot

/// A file or record being written: structures are reserved first and filled in by offset, what they point to is
/// appended.
struct LittleEndianBytes {
    var bytes: [UInt8]

    init(bytes: [UInt8] = []) { self.bytes = bytes }

    init(capacity: Int) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Where a text lies.
    struct Text {
        let offset: UInt32
        let count: UInt32
    }

    var count: Int { bytes.count }

    /// Fills up to where the next record may start.
    mutating func align() { appendZeroes(bytes.count.aligned - bytes.count) }

    mutating func appendZeroes(_ count: Int) {
        bytes.append(contentsOf: repeatElement(0, count: count))
    }

    mutating func appendText(_ text: String) -> Text {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        return Text(offset: UInt32(clamping: start), count: UInt32(clamping: bytes.count - start))
    }

    mutating func appendText(_ text: [UInt8]) -> Text {
        let start = bytes.count
        bytes.append(contentsOf: text)
        return Text(offset: UInt32(clamping: start), count: UInt32(clamping: text.count))
    }

    /// Room for aligned structures.
    mutating func appendRecords(_ count: Int, size: Int) -> (offset: UInt32, count: UInt32) {
        align()
        let start = bytes.count
        appendZeroes(count * size)
        return (UInt32(clamping: start), UInt32(clamping: count))
    }

    mutating func put(_ value: some FixedWidthInteger & BitwiseCopyable, at offset: Int) {
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value))
        }
    }

    mutating func put(_ text: Text, at offset: Int) {
        put(text.offset, at: offset)
        put(text.count, at: offset + 4)
    }
}

extension Int {
    /// The next place where a record may start.
    var aligned: Int { (self + RecordLayout.alignment - 1) & ~(RecordLayout.alignment - 1) }
}
