#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The lines of a file or of standard input, one after the other: only one is in memory at a time.
final class InputLines {
    private let name: String
    private let descriptor: Int32
    private let isStandardInput: Bool
    private let limit: Int
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// - Parameters:
    ///   - path: `-` is standard input.
    ///   - limit: bytes of a line; a longer one is refused.
    init(_ path: String, limit: Int) throws {
        self.limit = limit
        name = path == "-" ? "standard input" : path
        isStandardInput = path == "-"
        descriptor = isStandardInput ? StandardStreams.current.input : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("cannot read \(path): \(String(cString: strerror(errno)))") }
    }

    deinit { if !isStandardInput { close(descriptor) } }

    /// Without its line feed; `nil` at the end.
    func next() throws -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            searched = buffer.count
            guard !isAtEnd else {
                defer { start = buffer.count }
                return start < buffer.count ? Array(buffer[start...]) : nil
            }
            guard buffer.count - start <= limit else {
                throw Failure("\(name): a line is longer than \(limit >> 10) KiB")
            }
            searched -= start
            buffer.removeFirst(start)
            start = 0
            try fill()
        }
    }

    private func fill() throws {
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            #if canImport(Glibc)
                let count = Glibc.read(descriptor, &piece, piece.count)
            #else
                let count = Musl.read(descriptor, &piece, piece.count)
            #endif
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Failure("cannot read \(name): \(String(cString: strerror(errno)))") }
            isAtEnd = count == 0
            buffer += piece.prefix(count)
            return
        }
    }
}
