internal import CSystemCalls

/// Borrowed bytes: what the leaf passes around instead of `String`, which Embedded Swift cannot compare without Unicode
/// tables, and of `UnsafeRawBufferPointer`, whose checks trap.
package struct Bytes {
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

    package static var empty: Bytes { "" }

    package var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    /// - Parameter index: within bounds.
    @inline(__always)
    package subscript(_ index: Int) -> UInt8 { start.load(fromByteOffset: index, as: UInt8.self) }

    @inline(__always)
    package static func == (left: Bytes, right: Bytes) -> Bool {
        left.count == right.count && system_equal(left.start, right.start, left.count) != 0
    }

    @inline(__always)
    package func hasPrefix(_ prefix: Bytes) -> Bool {
        prefix.count <= count && system_equal(start, prefix.start, prefix.count) != 0
    }
}

extension Bytes: ExpressibleByStringLiteral {
    @inline(__always)
    package init(stringLiteral text: StaticString) {
        self.init(UnsafeRawPointer(text.utf8Start), count: text.utf8CodeUnitCount)
    }
}
