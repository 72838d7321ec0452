// A reporting ring as the agent sees it: a file that somebody else writes. It is read with `pread` and never mapped (its
// owner may truncate it, and a mapping would then kill the agent), its size is taken from the file, and no field in it
// is trusted.

import FlagSnapshot

#if canImport(Glibc)
    import Glibc
#endif

/// An open ring.
struct RingFile: ~Copyable {
    let cellCount: UInt32
    /// Who owns the file.
    let user: UInt32
    private let descriptor: Int32

    /// Refuses what is no regular file of a ring's size and form.
    init(path: String) throws(FileError) {
        // Non-blocking, or a FIFO of that name would stop the intake for good.
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open", path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let header = Self.header(of: descriptor)
        else {
            close(descriptor)
            throw FileError("use as a ring", path, code: EINVAL)
        }
        self.descriptor = descriptor
        cellCount = header.cellCount
        user = status.st_uid
    }

    deinit { close(descriptor) }

    /// Whether a name is one that the client library gives: 128 random bits in hexadecimal.
    static func isRingName(_ name: some StringProtocol) -> Bool {
        name.utf8.count == 32 && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// `nil` once the file is no ring any more.
    func header() -> RingHeader? {
        guard let header = Self.header(of: descriptor), header.cellCount == cellCount else { return nil }
        return header
    }

    /// The bytes of up to `limit` cells from a position on, as far as they lie in one piece.
    func cells(from position: UInt64, limit: Int) -> [UInt8]? {
        let inOnePiece = UInt64(cellCount) - position % UInt64(cellCount)
        let count = Int(min(UInt64(clamping: limit), inOnePiece))
        var bytes = [UInt8](repeating: 0, count: count * RingLayout.cellSize)
        let offset = RingConsumer.offset(of: position, cellCount: cellCount)
        return Self.read(descriptor, into: &bytes, at: offset) ? bytes : nil
    }

    /// The client holds a POSIX write lock as long as it lives, which takes the right to write to the file. A read lock,
    /// which anybody who may read it can hold, says nothing of its owner.
    func ownerIsAlive() -> Bool { owner() != nil }

    /// True if the process that writes it is stopped.
    func ownerIsStopped() -> Bool { owner().map(ProcessState.isStopped) ?? false }

    /// The process that holds the lock: its number here, or 0 where that is not known. `nil`: there is none.
    private func owner() -> pid_t? {
        var lock = flock()
        lock.l_type = Int16(F_RDLCK)
        lock.l_whence = Int16(SEEK_SET)
        guard fcntl(descriptor, F_GETLK, &lock) == 0 else { return 0 }
        return lock.l_type == Int16(F_UNLCK) ? nil : lock.l_pid
    }

    private static func header(of descriptor: Int32) -> RingHeader? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: RingLayout.headerSize)
        guard read(descriptor, into: &bytes, at: 0) else { return nil }
        return bytes.withUnsafeBytes { try? RingHeader($0, fileSize: Int(status.st_size)) }
    }

    private static func read(_ descriptor: Int32, into bytes: inout [UInt8], at offset: Int) -> Bool {
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, off_t(offset + filled))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            filled += count
        }
        return true
    }
}
