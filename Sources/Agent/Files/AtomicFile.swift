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
    /// - Parameter modified: the file's modification time in Unix milliseconds; `nil`: now.
    static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t, modified: Int64? = nil
    ) throws(FileError) {
        let aside = "\(path).new"
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw FileError("create", aside) }
        do throws(FileError) {
            guard fchmod(descriptor, mode) == 0 else { throw FileError("set the mode of", aside) }
            try writeAll(bytes, to: descriptor, aside)
            if let modified {
                let time = timespec(tv_sec: Int(modified / 1000), tv_nsec: Int(modified % 1000) * 1_000_000)
                guard futimens(descriptor, [time, time]) == 0 else { throw FileError("set the time of", aside) }
            }
        } catch {
            close(descriptor)
            unlink(aside)
            throw error
        }
        close(descriptor)
        guard rename(aside, path) == 0 else {
            let error = FileError("put in place", path)
            unlink(aside)
            throw error
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileError("write", path, code: count == 0 ? ENOSPC : errno) }
            written += count
        }
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
