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
        // From the root on, so that what is looked at next can be.
        for folder in Self.folders(above: path) where Self.isRefused(folder, X_OK) {
            self.init("the folder", folder, rights: "x")
            return
        }
        if Self.isRefused(path, R_OK | W_OK) {
            self.init("the file", path, rights: "rw")
            return
        }
        // Every connection writes beside the file: the write-ahead log, and what readers of it share.
        let folder = Self.folders(above: path).last ?? (path.hasPrefix("/") ? "/" : ".")
        guard Self.isRefused(folder, W_OK | X_OK) else { return nil }
        self.init("the folder", folder, rights: "rwx")
    }

    private init?(_ what: String, _ path: String, rights: String) {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        let digits = String(UInt32(information.st_mode) & 0o7777, radix: 8)
        let mode = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        let owner = LocalUser.name(of: information.st_uid)
        let group = LocalUser.groupName(of: information.st_gid)
        self.init(
            text: "\(what) \(path) belongs to \(owner), group \(group), mode \(mode), and this runs as "
                + "\(LocalUser.name(of: geteuid())), without the right to it",
            remedy: "run it as its owner, or as one of its group that has the right (chmod g+\(rights) \(path))")
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
