// Files that others may read at any moment are written aside and renamed into place: a reader sees the old bytes or
// the new ones, never a part.

#if canImport(Glibc)
    import Glibc
#endif

/// A system call that failed on a path.
struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    var operation: String
    var path: String
    var code: Int32

    init(_ operation: String, _ path: String, code: Int32 = errno) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    var description: String { "cannot \(operation) \(path): \(String(cString: strerror(code)))" }
}

enum AtomicFile {
    /// Replaces `path` with `bytes`. The file's mode is `mode` whatever the process's umask.
    ///
    /// - Parameters:
    ///   - modified: the file's modification time in Unix milliseconds; `nil`: now.
    ///   - isSynced: whether it outlives a loss of power once this returns. Then the bytes are on the disk before the
    ///     file gets its name, or a crash could leave the name without them, and the name is before this returns.
    static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t, modified: Int64? = nil, isSynced: Bool = false
    ) throws(FileError) {
        let file = try FileAside(of: path, mode: mode)
        try file.append(bytes)
        try file.putInPlace(modified: modified, isSynced: isSynced)
    }

    /// Replaces `path` with what stands at `source`, a piece at a time. False where nothing is there.
    static func copy(
        _ source: String, to path: String, mode: mode_t, isSynced: Bool = false
    ) throws(FileError) -> Bool {
        let descriptor = open(source, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return false }
            throw FileError("open", source)
        }
        defer { close(descriptor) }
        let file = try FileAside(of: path, mode: mode)
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError("read", source) }
            if count == 0 { break }
            try piece[..<count].withUnsafeBufferPointer { bytes throws(FileError) in
                try file.append(UnsafeRawBufferPointer(bytes))
            }
        }
        try file.putInPlace(isSynced: isSynced)
        return true
    }

    /// In bytes; `nil` where there is none.
    static func size(of path: String) -> Int? {
        var status = stat()
        return lstat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// When the file was last changed, in Unix milliseconds, rounded up; `nil` where there is none.
    static func modificationTime(of path: String) -> Int64? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        let (milliseconds, overflow) = Int64(status.st_mtim.tv_sec).multipliedReportingOverflow(by: 1000)
        return overflow
            ? nil : milliseconds.addingReportingOverflow(Int64(status.st_mtim.tv_nsec + 999_999) / 1_000_000).0
    }

    /// The whole file, or `nil` where there is none. A file over `limit` bytes is an error (`EFBIG`).
    static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw FileError("open", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        // Sizes are only a hint: files of /proc say 0, and others may grow meanwhile.
        let chunk = 1 << 16
        var status = stat()
        if fstat(descriptor, &status) == 0 { bytes.reserveCapacity(min(max(Int(status.st_size), 0), limit) + chunk) }
        while true {
            let count = bytes.withAppendedSpace(chunk) { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileError("read", path) }
            if count == 0 { break }
            guard bytes.count <= limit else { throw FileError("read", path, code: EFBIG) }
        }
        return bytes
    }
}

extension [UInt8] {
    /// Lets `fill` write into `space` more bytes and keeps as many as it says it wrote.
    fileprivate mutating func withAppendedSpace(_ space: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        let filled = count
        append(contentsOf: repeatElement(0, count: space))
        let written = withUnsafeMutableBytes { fill(UnsafeMutableRawBufferPointer(rebasing: $0[filled...])) }
        removeLast(space - Swift.max(written, 0))
        return written
    }
}
