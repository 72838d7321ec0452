import Glibc
import Synchronization

/// The files of an encryption as they lie there.
///
/// swift-nio-ssl frees nothing of what it made for a context that cannot be, as for a key that is not its certificate's:
/// some 6 KB, and a client comes back every second. So the same files are tried once.
struct EncryptionFiles: Equatable {
    /// Changes with every replacement of a file, and with every write to it.
    private struct Stamp: Equatable {
        var device: dev_t
        var inode: ino_t
        var size: off_t
        var seconds: Int
        var nanoseconds: Int

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            (device, inode, size) = (status.st_dev, status.st_ino, status.st_size)
            (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        }
    }

    private static let refused = Mutex<(files: EncryptionFiles, error: RedisError)?>(nil)

    private let stamps: [Stamp?]

    init(_ encryption: RedisEncryption) {
        stamps = [encryption.authorities, encryption.certificate, encryption.key].map { $0.flatMap(Stamp.init) }
    }

    /// Why these were refused, if no others were since.
    var refusal: RedisError? {
        Self.refused.withLock { $0?.files == self ? $0?.error : nil }
    }

    func refuse(with error: RedisError) {
        Self.refused.withLock { $0 = (self, error) }
    }
}
