// SQLite says that it cannot open or write a file, and not why. Where the file system's rights are the reason, whoever
// runs the command can do something about it.

import Glibc

/// A right that this process lacks on the store's file, or on the way to it.
struct SQLiteAccess: Equatable, Sendable {
    /// Which file or folder, whose it is, and who is kept out.
    var text: String
    var remedy: String

    init(text: String, remedy: String) {
        self.text = text
        self.remedy = remedy
    }

    /// `nil` where rights do not stand in the way.
    init?(to path: String) {
        let folders = Self.folders(above: path)
        let parent = folders.last ?? (path.hasPrefix("/") ? "/" : ".")
        let obstacle: (what: String, path: String, rights: String)
        // From the root on, so that what is looked at next can be.
        if let closed = folders.first(where: { Self.isRefused($0, X_OK) }) {
            obstacle = ("the folder", closed, "x")
        } else if Self.isRefused(path, R_OK | W_OK) {
            obstacle = ("the file", path, "rw")
        } else if Self.isRefused(parent, W_OK | X_OK) {
            // Every connection writes beside the file: the write-ahead log, and what readers of it share.
            obstacle = ("the folder", parent, "rwx")
        } else {
            return nil
        }
        var information = stat()
        guard stat(obstacle.path, &information) == 0 else { return nil }
        let digits = String(UInt32(information.st_mode) & 0o7777, radix: 8)
        let mode = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        let owner = LocalUser.name(of: information.st_uid)
        let group = LocalUser.groupName(of: information.st_gid)
        text =
            "\(obstacle.what) \(obstacle.path) belongs to \(owner), group \(group), mode \(mode), and this runs as "
            + "\(LocalUser.name(of: geteuid())), without the right to it"
        remedy =
            "run it as its owner, or as one of its group that has the right (chmod g+\(obstacle.rights) \(obstacle.path))"
    }

    private static func isRefused(_ path: String, _ rights: Int32) -> Bool {
        access(path, rights) != 0 && errno == EACCES
    }

    /// From the outermost to the one that the file is in.
    private static func folders(above path: String) -> [String] {
        let bytes = Array(path.utf8)
        return bytes.indices.dropFirst().filter { bytes[$0] == UInt8(ascii: "/") }
            .map { String(decoding: bytes[..<$0], as: UTF8.self) }
    }
}
