/// A short text inside a ring's cell.
package struct RingText: Sendable, Equatable {
    package static var capacity: Int { 64 }

    /// What `bytes` is filled with beyond this is 0.
    package let count: Int
    package let bytes: InlineArray<64, UInt8>

    package static var empty: RingText { RingText(Bytes.empty.start, count: 0) }

    /// `nil` where the text is longer than `capacity`.
    package init?(_ text: Bytes) {
        guard text.count <= Self.capacity else { return nil }
        self.init(text.start, count: text.count)
    }

    package init?(_ text: String) {
        var text = text
        guard let made = text.withUTF8({ Self(Bytes(UnsafeRawBufferPointer($0))) }) else { return nil }
        self = made
    }

    /// - Parameter count: at most `capacity`.
    init(_ start: UnsafeRawPointer, count: Int) {
        var bytes = InlineArray<64, UInt8>(repeating: 0)
        var index = 0
        while index < count {
            bytes[unchecked: index] = start.load(fromByteOffset: index, as: UInt8.self)
            index &+= 1
        }
        self.count = count
        self.bytes = bytes
    }

    /// Writes all `capacity` bytes.
    func write(to start: UnsafeMutableRawPointer) {
        var index = 0
        while index < Self.capacity {
            start.storeBytes(of: bytes[unchecked: index], toByteOffset: index, as: UInt8.self)
            index &+= 1
        }
    }

    package static func == (left: RingText, right: RingText) -> Bool {
        guard left.count == right.count else { return false }
        var index = 0
        while index < left.count {
            guard left.bytes[unchecked: index] == right.bytes[unchecked: index] else { return false }
            index &+= 1
        }
        return true
    }
}
