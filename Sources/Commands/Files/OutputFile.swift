// Files that hold what nobody else should read or lose: written aside, synced and renamed into place, for their owner
// only. A reader sees the old file or the new one.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file under way to its name, or standard output.
final class OutputFile {
    private let path: String?
    private let descriptor: Int32
    private var waiting: [UInt8] = []
    private var isFinished = false

    private static let room = 256 << 10

    /// - Parameter path: `-` is standard output.
    init(_ path: String) throws {
        guard path != "-" else {
            self.path = nil
            descriptor = StandardStreams.current.output
            return
        }
        self.path = path
        let aside = Self.aside(path)
        // What an interrupted run left is nobody's; a link in its place is not followed.
        unlink(aside)
        descriptor = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure("create", aside) }
        guard fchmod(descriptor, 0o600) == 0 else {
            let failure = Self.failure("set the mode of", aside)
            discard()
            throw failure
        }
    }

    deinit { discard() }

    func write(_ bytes: [UInt8]) throws {
        waiting += bytes
        if waiting.count >= Self.room { try flush() }
    }

    /// Puts the file in place. Nothing is there before.
    func finish() throws {
        try flush()
        guard let path else { return }
        guard fsync(descriptor) == 0 else { throw Self.failure("write", path) }
        guard rename(Self.aside(path), path) == 0 else { throw Self.failure("put in place", path) }
        isFinished = true
        close(descriptor)
        // The name is as durable as the folder it stands in.
        let folder = open(Self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.failure("sync the folder of", path) }
        defer { close(folder) }
        // A file system that cannot sync folders says EINVAL; nothing more can be done there.
        guard fsync(folder) == 0 || errno == EINVAL else { throw Self.failure("sync the folder of", path) }
    }

    private func flush() throws {
        var written = 0
        while written < waiting.count {
            let count = waiting.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
                #if canImport(Glibc)
                    return Glibc.write(descriptor, rest.baseAddress, rest.count)
                #else
                    return Musl.write(descriptor, rest.baseAddress, rest.count)
                #endif
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("write", path ?? "standard output") }
            written += count
        }
        waiting.removeAll(keepingCapacity: true)
    }

    private func discard() {
        guard let path, !isFinished else { return }
        isFinished = true
        close(descriptor)
        unlink(Self.aside(path))
    }

    private static func aside(_ path: String) -> String { "\(path).new" }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func failure(_ doing: String, _ path: String) -> Failure {
        Failure("cannot \(doing) \(path): \(String(cString: strerror(errno)))")
    }
}
