import Glibc

/// A socket that stands at its path. Whoever owns it closes the descriptor.
struct BoundUnixSocket: Sendable {
    var descriptor: CInt
    var path: String
    var device: UInt64
    var inode: UInt64

    /// Removes the file, unless another socket has taken its place since.
    func unlinkIfOwn() {
        var status = stat()
        guard lstat(path, &status) == 0, UInt64(status.st_dev) == device, UInt64(status.st_ino) == inode else { return }
        unlink(path)
    }
}
