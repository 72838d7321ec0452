// Opening and making the file. Nothing is made by looking.

import CSQLite
import FlagStore
import Glibc

enum SQLiteFile {
    static func open(_ path: String, location: String) throws -> SQLiteConnection {
        guard access(path, F_OK) == 0 || errno != ENOENT else {
            throw StoreError(.uninitialised, "there is no store at \(location); run `flagpost store init`")
        }
        let connection = try SQLiteConnection(path: path)
        try prepare(connection)
        try migrate(connection)
        try check(connection, location: location)
        return connection
    }

    private static func prepare(_ connection: SQLiteConnection) throws {
        try connection.execute("PRAGMA synchronous = FULL")
        // What was replaced, such as a redacted prompt, does not stay behind in free space.
        try connection.execute("PRAGMA secure_delete = ON")
    }

    /// Brings an older layout up to this one.
    private static func migrate(_ connection: SQLiteConnection) throws {
        func nextStep() throws -> ((SQLiteConnection) throws -> Void)? {
            guard try pragma("application_id", of: connection) == SQLiteSchema.applicationID else { return nil }
            return SQLiteMigration.step(from: try pragma("user_version", of: connection))
        }
        guard try nextStep() != nil else { return }
        try connection.immediately {
            while let step = try nextStep() { try step(connection) }
        }
    }

    /// Opens the file, with its folder and tables made where they are missing.
    static func create(_ path: String, mode: UInt32, location: String) throws -> SQLiteConnection {
        try makeFolder(of: path, location: location)
        // Made here rather than by SQLite, which would give it the rights that the umask leaves.
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        if descriptor >= 0 {
            Glibc.close(descriptor)
        } else if errno != EEXIST {
            throw systemError("cannot be made", path: path, location: location)
        }
        let connection = try SQLiteConnection(path: path)
        try switchToWriteAheadLog(connection)
        try prepare(connection)
        try connection.immediately {
            if try pragma("user_version", of: connection) == 0, try isEmpty(connection) {
                try connection.execute(SQLiteSchema.tables)
            }
        }
        try migrate(connection)
        try check(connection, location: location)
        return connection
    }

    /// Which file a path names at this moment; `nil` for none. A store that was removed and made anew is another file,
    /// and whoever kept the old one open would never hear of a kill again.
    static func identity(of path: String) -> [UInt64]? {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        return [UInt64(information.st_dev), UInt64(information.st_ino)]
    }

    /// Refuses a file that is another program's, or a newer Flagpost's.
    private static func check(_ connection: SQLiteConnection, location: String) throws {
        if try pragma("user_version", of: connection) == 0, try isEmpty(connection) {
            throw StoreError(.uninitialised, "\(location) is empty; run `flagpost store init`")
        }
        guard try pragma("application_id", of: connection) == SQLiteSchema.applicationID else {
            throw StoreError(.corrupt, "\(location) is a SQLite file, but no store of Flagpost")
        }
        let version = try pragma("user_version", of: connection)
        guard version == SQLiteSchema.version else {
            throw StoreError(
                .refused, "\(location) has layout \(version); this version reads layout \(SQLiteSchema.version)")
        }
    }

    /// The switch wants the file to itself for a moment and does not wait for it, so this does.
    private static func switchToWriteAheadLog(_ connection: SQLiteConnection) throws {
        for _ in 0..<100 {
            do throws(SQLiteError) {
                return try connection.execute("PRAGMA journal_mode = WAL")
            } catch {
                guard error.primary == SQLITE_BUSY else { throw error }
                usleep(20_000)
            }
        }
        try connection.execute("PRAGMA journal_mode = WAL")
    }

    private static func isEmpty(_ connection: SQLiteConnection) throws -> Bool {
        try connection.first("SELECT count(*) FROM sqlite_schema") { $0.integer(0) } == 0
    }

    private static func pragma(_ name: String, of connection: SQLiteConnection) throws -> Int64 {
        try connection.first("PRAGMA \(name)") { $0.integer(0) } ?? 0
    }

    private static func makeFolder(of path: String, location: String) throws {
        let bytes = Array(path.utf8)
        for index in bytes.indices.dropFirst() where bytes[index] == UInt8(ascii: "/") {
            let folder = String(decoding: bytes[..<index], as: UTF8.self)
            guard mkdir(folder, 0o750) == 0 || errno == EEXIST || access(folder, F_OK) == 0 else {
                throw systemError("its folder cannot be made", path: folder, location: location)
            }
        }
    }

    private static func systemError(_ what: String, path: String, location: String) -> StoreError {
        let reason = errno
        let missing = reason == EACCES ? SQLiteAccess(to: path).map { "\($0.text); \($0.remedy)" } : nil
        return StoreError(.refused, "\(location): \(what): \(missing ?? String(cString: strerror(reason)))")
    }
}
