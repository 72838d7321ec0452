// A thin layer over sqlite3: open, prepare, bind, step, and errors as values. Nothing of it is safe to share; the
// store keeps it on one queue.

import CSQLite

final class SQLiteConnection {
    private let handle: OpaquePointer
    private var prepared: [String: SQLiteStatement] = [:]

    /// Fails where the file is missing.
    init(path: String) throws(SQLiteError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let error = SQLiteError(code: code, message: opened.map(SQLiteError.message) ?? "out of memory")
            sqlite3_close_v2(opened)
            throw error
        }
        handle = opened
        sqlite3_busy_timeout(handle, 5_000)
        sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 128 << 20)
        sqlite3_db_config_defensive(handle)
    }

    deinit {
        prepared.removeAll()
        sqlite3_close_v2(handle)
    }

    /// The statement for this text, prepared once.
    func statement(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        if let known = prepared[sql] { return known }
        var pointer: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
        guard code == SQLITE_OK, let pointer else {
            throw SQLiteError(code: code, message: SQLiteError.message(handle))
        }
        let statement = SQLiteStatement(pointer)
        prepared[sql] = statement
        return statement
    }

    /// Runs statements that return nothing.
    func execute(_ sql: String) throws(SQLiteError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteError(code: code, message: SQLiteError.message(handle)) }
    }

    func run(_ sql: String, _ values: SQLiteValue...) throws(SQLiteError) {
        try statement(sql).each(values) { _ in }
    }

    func rows<Row>(
        _ sql: String, _ values: SQLiteValue..., read: (SQLiteStatement) -> Row
    ) throws(SQLiteError) -> [Row] {
        var rows: [Row] = []
        try statement(sql).each(values) { rows.append(read($0)) }
        return rows
    }

    func first<Row>(
        _ sql: String, _ values: SQLiteValue..., read: (SQLiteStatement) -> Row
    ) throws(SQLiteError) -> Row? {
        var row: Row?
        try statement(sql).each(values) { if row == nil { row = read($0) } }
        return row
    }

    /// Takes the write lock at once, so that what is read inside still holds when it is written.
    func immediately<Value>(_ body: () throws -> Value) throws -> Value {
        try transaction("BEGIN IMMEDIATE", body)
    }

    /// One consistent view for several reads.
    func reading<Value>(_ body: () throws -> Value) throws -> Value {
        try transaction("BEGIN", body)
    }

    private func transaction<Value>(_ begin: String, _ body: () throws -> Value) throws -> Value {
        try execute(begin)
        do {
            let value = try body()
            try execute("COMMIT")
            return value
        } catch {
            // A full disk may have rolled back already; the first error is the one that matters.
            if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
            throw error
        }
    }
}
