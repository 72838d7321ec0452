import Glibc
import Testing

/// Memory whose last byte is followed by a page that nobody may touch: to read one byte too many is to crash.
final class GuardedMemory {
    private static let pageSize = 4096
    private let mapping: UnsafeMutableRawPointer
    private let size: Int

    /// - Parameter capacity: what it has to hold at most.
    init(capacity: Int) throws {
        size = (capacity + Self.pageSize - 1) / Self.pageSize * Self.pageSize
        let start = mmap(nil, size + Self.pageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        try #require(start != MAP_FAILED)
        mapping = try #require(start)
        try #require(mprotect(mapping + size, Self.pageSize, PROT_NONE) == 0)
    }

    deinit { munmap(mapping, size + Self.pageSize) }

    /// The bytes, copied so that they end where the guard begins. Valid until the next call.
    func hold(_ bytes: some Collection<UInt8>) -> UnsafeRawBufferPointer {
        precondition(bytes.count <= size)
        let place = UnsafeMutableRawBufferPointer(start: mapping + (size - bytes.count), count: bytes.count)
        place.copyBytes(from: bytes)
        return UnsafeRawBufferPointer(place)
    }
}

@Suite struct GuardedMemoryTests {
    @Test func oneByteTooManyIsACrash() async {
        await #expect(processExitsWith: .signal(SIGSEGV)) {
            let start = try GuardedMemory(capacity: 10).hold([1, 2, 3]).baseAddress
            _ = start?.load(fromByteOffset: 3, as: UInt8.self)
        }
    }
}
