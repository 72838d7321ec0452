#if canImport(Glibc)
    import Glibc
#endif

/// A file that is written aside, piece by piece, until it takes its place. Given up before, it leaves nothing behind.
final class FileAside {
    /// Small pieces are written together.
    private static let pieceBytes = 64 << 10

    private let path: String
    private let aside: String
    private let descriptor: Int32
    private var waiting: [UInt8] = []
    private var isInPlace = false
    /// Bytes so far.
    private(set) var count = 0

    /// - Parameter mode: the file's, whatever the process's umask.
    init(of path: String, mode: mode_t) throws(FileError) {
        self.path = path
        aside = "\(path).new"
        descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw FileError("create", aside) }
        guard fchmod(descriptor, mode) == 0 else { throw FileError("set the mode of", aside) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isInPlace { unlink(aside) }
    }

    func append(_ piece: UnsafeRawBufferPointer) throws(FileError) {
        count += piece.count
        if waiting.count + piece.count > Self.pieceBytes { try writeWaiting() }
        if piece.count >= Self.pieceBytes {
            try writeAll(piece)
        } else {
            waiting.append(contentsOf: piece)
        }
    }

    func append(_ bytes: [UInt8]) throws(FileError) {
        try bytes.withUnsafeBufferPointer { piece throws(FileError) in try append(UnsafeRawBufferPointer(piece)) }
    }

    /// Puts the whole file in its place.
    ///
    /// - Parameters:
    ///   - modified: its modification time in Unix milliseconds; `nil`: now.
    ///   - isSynced: it outlives a loss of power once this returns: file and folder are on the disk.
    func putInPlace(modified: Int64? = nil, isSynced: Bool = false) throws(FileError) {
        try writeWaiting()
        if let modified {
            let time = timespec(tv_sec: Int(modified / 1000), tv_nsec: Int(modified % 1000) * 1_000_000)
            guard futimens(descriptor, [time, time]) == 0 else { throw FileError("set the time of", aside) }
        }
        if isSynced { guard fsync(descriptor) == 0 else { throw FileError("sync", aside) } }
        guard rename(aside, path) == 0 else { throw FileError("put in place", path) }
        isInPlace = true
        if isSynced { try Self.syncFolder(of: path) }
    }

    private static func syncFolder(of path: String) throws(FileError) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open", folder) }
        defer { close(descriptor) }
        // A file system that cannot sync folders says EINVAL; nothing more can be done there.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileError("sync", folder) }
    }

    private func writeWaiting() throws(FileError) {
        try waiting.withUnsafeBufferPointer { piece throws(FileError) in try writeAll(UnsafeRawBufferPointer(piece)) }
        waiting.removeAll(keepingCapacity: true)
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var left = bytes[...]
        while !left.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: left)
            let count = write(descriptor, piece.baseAddress, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileError("write", aside, code: count == 0 ? ENOSPC : errno) }
            left = left.dropFirst(count)
        }
    }
}
