// Where a Unix socket lives and who may connect, and binding one so that nobody ever meets it half made.
import Glibc

/// A Unix socket's path, with the rights its file gets.
package struct UnixSocketAddress: Sendable, Equatable {
    package var path: String
    package var mode: UInt32
    /// Owning group by name; `nil` leaves the process's own.
    package var group: String?

    package init(path: String, mode: UInt32 = 0o660, group: String? = nil) {
        self.path = path
        self.mode = mode
        self.group = group
    }
}

extension UnixSocketAddress {
    /// Bytes of the longest path, less the suffix of the name it is bound under first.
    static let maximumPathLength = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1 - asideSuffix.utf8.count
    private static let asideSuffix = ".new"

    /// Binds a socket of `type`, gives its file mode and group, lets `prepare` finish it (listen), and only then moves
    /// it to its path, over what a dead process left there. Refuses where somebody listens.
    ///
    /// Where the file system has no room for one more file, what the dead process left makes room first.
    ///
    /// Two processes that do this to one path at the same moment are kept apart by the runtime directory's lock file.
    func bind(
        type: __socket_type, prepare: (CInt) throws(SocketError) -> Void = { _ throws(SocketError) in }
    ) throws(SocketError) -> BoundUnixSocket {
        try refuseUnlessFree(type: type)
        do throws(SocketError) {
            return try bindAside(type: type, prepare: prepare)
        } catch {
            guard error.code == .noRoom, unlink(path) == 0 else { throw error }
            return try bindAside(type: type, prepare: prepare)
        }
    }

    private func bindAside(
        type: __socket_type, prepare: (CInt) throws(SocketError) -> Void
    ) throws(SocketError) -> BoundUnixSocket {
        let aside = path + Self.asideSuffix
        unlink(aside)
        let descriptor = socket(AF_UNIX, CInt(type.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("cannot make a socket") }
        do throws(SocketError) {
            guard withAddress(of: aside, { Glibc.bind(descriptor, $0, $1) }) == 0 else { throw failure("cannot bind") }
            guard chmod(aside, mode) == 0 else { throw failure("cannot set the mode") }
            try setGroup(of: aside)
            try prepare(descriptor)
            var status = stat()
            guard stat(aside, &status) == 0 else { throw failure("cannot read the file's status") }
            guard rename(aside, path) == 0 else { throw failure("cannot move the bound socket into place") }
            return BoundUnixSocket(
                descriptor: descriptor, path: path, device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        } catch {
            close(descriptor)
            unlink(aside)
            throw error
        }
    }

    /// Refuses a path that no socket can have.
    package func validate() throws(SocketError) {
        guard !path.isEmpty, path.utf8.count <= Self.maximumPathLength, !path.utf8.contains(0) else {
            throw SocketError(
                .invalidPath, address: path, "a socket's path has 1 to \(Self.maximumPathLength) bytes")
        }
    }

    /// A path is free where nothing is, or a socket that refuses a connection: only that proves nobody listens.
    private func refuseUnlessFree(type: __socket_type) throws(SocketError) {
        try validate()
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw failure("cannot read the file's status") }
            return
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw SocketError(.invalidPath, address: path, "exists and is no socket; remove it or choose another path")
        }
        let probe = socket(AF_UNIX, CInt(type.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0)
        guard probe >= 0 else { throw failure("cannot make a socket") }
        defer { close(probe) }
        // Of another type (EPROTOTYPE) or with a full queue (EAGAIN) it is alive all the same.
        guard withAddress(of: path, { connect(probe, $0, $1) }) != 0, errno == ECONNREFUSED else {
            throw SocketError(.inUse, address: path, "somebody listens here already")
        }
    }

    private func setGroup(of file: String) throws(SocketError) {
        guard let group else { return }
        var entry = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        let status = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 65_536) { buffer in
            getgrnam_r(group, &entry, buffer.baseAddress, buffer.count, &found)
        }
        guard status == 0, found != nil else {
            throw SocketError(.invalidPath, address: path, "there is no group \"\(group)\"")
        }
        guard chown(file, uid_t.max, entry.gr_gid) == 0 else { throw failure("cannot give it to group \"\(group)\"") }
    }

    private func withAddress(of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private func failure(_ message: String) -> SocketError {
        let number = errno
        let code: SocketError.Code = number == ENOSPC || number == EDQUOT ? .noRoom : .system
        return SocketError(code, address: path, "\(message): \(systemReason(number))")
    }
}
