import Glibc
import TestServers

/// A file system of its own in memory, gone with the test.
final class SmallDisk: Sendable {
    private let folder: TemporaryFolder

    static let isPossible = geteuid() == 0 && (try? SmallDisk(kilobytes: 64)) != nil

    init(kilobytes: Int) throws {
        folder = try TemporaryFolder()
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
            throw TestSetupError(description: "mount: \(String(cString: strerror(errno)))")
        }
    }

    func path(_ name: String) -> String { folder.path(name) }

    /// Takes all the room but some kilobytes.
    func fill(leaving kilobytes: Int) throws {
        let descriptor = open(path("ballast"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        var room = statvfs()
        guard descriptor >= 0, fstatvfs(descriptor, &room) == 0 else {
            throw TestSetupError(description: "ballast: \(errno)")
        }
        let bytes = Int(room.f_bavail) * Int(room.f_frsize) - kilobytes * 1_024
        let code = posix_fallocate(descriptor, 0, bytes)
        guard code == 0 else { throw TestSetupError(description: "posix_fallocate: \(code)") }
    }

    func clear() { unlink(path("ballast")) }

    /// MNT_DETACH: also where something still has a file of it open.
    private static let detached: Int32 = 2

    deinit { umount2(folder.path, Self.detached) }
}
