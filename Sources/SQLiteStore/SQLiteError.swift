import CSQLite
import FlagStore

/// What SQLite said.
struct SQLiteError: Error, Equatable, CustomStringConvertible {
    /// The extended result code.
    var code: Int32
    var message: String

    /// The kind of failure, without its detail.
    var primary: Int32 { code & 0xFF }

    var description: String { "SQLite \(code): \(message)" }

    static func message(_ handle: OpaquePointer?) -> String { String(cString: sqlite3_errmsg(handle)) }

    /// Whether the file system's rights may be behind it.
    var mayBeMissingRight: Bool {
        [SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH].contains(primary)
    }

    /// - Parameter path: of the file, to see whether it may be opened.
    func storeError(at location: String, path: String) -> StoreError {
        if mayBeMissingRight, let missing = SQLiteAccess(to: path) {
            return StoreError(
                .refused,
                "\(location): the file or its folder cannot be \(primary == SQLITE_READONLY ? "written" : "opened"): "
                    + "\(missing.text); \(missing.remedy)")
        }
        let (kind, text): (StoreError.Code, String) =
            switch primary {
            case SQLITE_BUSY, SQLITE_LOCKED: (.unavailable, "another process holds the store too long")
            case SQLITE_FULL: (.refused, "the disk is full")
            case SQLITE_READONLY: (.refused, "the file or its folder cannot be written")
            case SQLITE_PERM, SQLITE_AUTH: (.refused, "no right to open the file")
            case SQLITE_CORRUPT, SQLITE_NOTADB: (.corrupt, "the file is damaged, or no store")
            case SQLITE_TOOBIG: (.tooLarge, "too large to store")
            default: (.unavailable, "the file cannot be read or written")
            }
        return StoreError(kind, "\(location): \(text)", underlying: self)
    }
}
