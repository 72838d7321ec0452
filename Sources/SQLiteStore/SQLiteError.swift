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

    func storeError(at location: String) -> StoreError {
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
