// Two files that are written by turns: one is emptied once a checkpoint holds what stands in it, while entries go to the
// other. Nothing is ever written in the middle.

import Telemetry

#if canImport(Glibc)
    import Glibc
#endif

/// A journal's files, for one thread at a time.
struct JournalFiles: ~Copyable {
    private struct File {
        var descriptor: Int32
        var size: Int
        /// Of the last entry in it; 0: none.
        var last: UInt64
    }

    /// Of each file. A second's reports take a small part of it.
    static let sizeLimit = 8 << 20

    private let paths: [String]
    private let head: [UInt8]
    private var files: [File] = []
    private var current = 0

    /// - Parameter path: of both, but for their endings.
    init(path: String, bootID: String) {
        paths = Self.paths(path)
        head = JournalFrame.head(bootID: bootID)
    }

    deinit { for file in files { close(file.descriptor) } }

    static func paths(_ path: String) -> [String] { ["\(path).0", "\(path).1"] }

    /// Opens both files and goes on behind their last whole entry.
    /// - Parameter isFresh: with nothing in them.
    mutating func open(isFresh: Bool) throws(FileError) {
        for file in files { close(file.descriptor) }
        files = []
        for path in paths {
            let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_APPEND, 0o640)
            guard descriptor >= 0 else { throw FileError("open", path) }
            files.append(File(descriptor: descriptor, size: 0, last: 0))
            let bytes = try AtomicFile.read(path, limit: 2 * Self.sizeLimit) ?? []
            let found = isFresh ? nil : JournalFrame.read(bytes)
            try cut(files.count - 1, to: found?.length ?? 0)
            files[files.count - 1].last = found?.entries.last?.sequence ?? 0
        }
        current = files[0].last >= files[1].last ? 0 : 1
    }

    /// - Parameter last: number of the last entry among the bytes.
    mutating func append(_ bytes: [UInt8], last: UInt64) throws(FileError) {
        guard files.count == 2 else { throw FileError("write", paths[0], code: EBADF) }
        guard files[current].size + bytes.count <= Self.sizeLimit else {
            throw FileError("write", paths[current], code: EFBIG)
        }
        try write(files[current].size == 0 ? head + bytes : bytes)
        files[current].last = last
    }

    /// Waits until what was written is on the disk.
    func synchronise() throws(FileError) {
        guard files.count == 2 else { throw FileError("write", paths[0], code: EBADF) }
        guard fdatasync(files[current].descriptor) == 0 else { throw FileError("write", paths[current]) }
    }

    /// Everything up to this entry is kept elsewhere.
    mutating func forget(upTo sequence: UInt64) throws(FileError) {
        guard files.count == 2, files[1 - current].last <= sequence else { return }
        if files[1 - current].size > 0 { try cut(1 - current, to: 0) }
        files[1 - current].last = 0
        guard files[current].size > 0 else { return }
        current = 1 - current
    }

    private mutating func cut(_ index: Int, to size: Int) throws(FileError) {
        guard ftruncate(files[index].descriptor, off_t(size)) == 0 else { throw FileError("empty", paths[index]) }
        files[index].size = size
    }

    private mutating func write(_ bytes: [UInt8]) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(files[current].descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileError("write", paths[current], code: count == 0 ? ENOSPC : errno) }
            written += count
        }
        files[current].size += bytes.count
    }
}
