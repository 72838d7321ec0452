internal import FlagSnapshot

/// A path under one directory, put together in place: no `String`, no allocation after the first.
struct PathBuffer: ~Copyable {
    /// Ends with a zero byte.
    let start: UnsafeMutablePointer<CChar>
    private let directoryCount: Int
    private var count: Int

    static var maximumDirectoryCount: Int { 3800 }
    private static var capacity: Int { 4096 }

    /// `nil` where the directory's path is empty or too long.
    init?(directory: UnsafePointer<CChar>) {
        var count = 0
        while count <= Self.maximumDirectoryCount, directory[count] != 0 { count &+= 1 }
        guard count > 0, count <= Self.maximumDirectoryCount else { return nil }
        start = .allocate(capacity: Self.capacity)
        start.update(from: directory, count: count)
        directoryCount = count
        self.count = count
        start[count] = 0
    }

    mutating func reset() {
        count = directoryCount
        start[count] = 0
    }

    mutating func append(_ text: Bytes) {
        var index = 0
        while index < text.count {
            append(text[index])
            index &+= 1
        }
    }

    mutating func appendDecimal(_ number: UInt64) {
        if number >= 10 { appendDecimal(number / 10) }
        append(48 &+ UInt8(truncatingIfNeeded: number % 10))
    }

    /// 16 lower-case digits.
    mutating func appendHex(_ number: UInt64) {
        var shift: UInt64 = 64
        while shift > 0 {
            shift &-= 4
            let digit = UInt8(truncatingIfNeeded: (number &>> shift) & 15)
            append(digit < 10 ? 48 &+ digit : 87 &+ digit)
        }
    }

    private mutating func append(_ byte: UInt8) {
        guard count &+ 1 < Self.capacity else { return }
        start[count] = CChar(bitPattern: byte)
        count &+= 1
        start[count] = 0
    }

    deinit { start.deallocate() }
}
