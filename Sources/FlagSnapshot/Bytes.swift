internal import CSystemCalls

/// Borrowed bytes: what the leaf passes around instead of `String`, which Embedded Swift cannot compare without Unicode
/// tables, and of `UnsafeRawBufferPointer`, whose checks trap.
package struct Bytes: BitwiseCopyable {
    package let start: UnsafeRawPointer
    package let count: Int

    /// - Parameter count: not negative.
    @inline(__always)
    package init(_ start: UnsafeRawPointer, count: Int) {
        self.start = start
        self.count = count
    }

    package init(_ buffer: UnsafeRawBufferPointer) {
        if let base = buffer.baseAddress {
            self.init(base, count: buffer.count)
        } else {
            self = .empty
        }
    }

    /// Always inlined, so that the compiler sees that the literal has a pointer, and leaves out the trap for one without.
    @inline(__always)
    package init(_ literal: StaticString) {
        self.init(UnsafeRawPointer(literal.utf8Start), count: literal.utf8CodeUnitCount)
    }

    package static var empty: Bytes { Bytes("") }

    /// - Parameter index: from 0 to `count - 1`; it is not checked.
    @inline(__always)
    package subscript(index: Int) -> UInt8 { start.load(fromByteOffset: index, as: UInt8.self) }

    package var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    @inline(__always)
    package static func == (left: Bytes, right: Bytes) -> Bool {
        left.count == right.count && system_equal(left.start, right.start, left.count) != 0
    }

    @inline(__always)
    func isEqual(_ text: StaticString) -> Bool { self == Bytes(text) }

    @inline(__always)
    package func hasPrefix(_ prefix: Bytes) -> Bool {
        prefix.count <= count && system_equal(start, prefix.start, prefix.count) != 0
    }

    @inline(__always)
    package func hasSuffix(_ suffix: Bytes) -> Bool {
        suffix.count <= count && system_equal(start + (count &- suffix.count), suffix.start, suffix.count) != 0
    }

    /// From `offset` on. Neither number is checked.
    @inline(__always)
    package func dropping(_ offset: Int) -> Bytes { Bytes(start + offset, count: count &- offset) }

    @inline(__always)
    package func prefix(_ length: Int) -> Bytes { Bytes(start, count: length) }
}
