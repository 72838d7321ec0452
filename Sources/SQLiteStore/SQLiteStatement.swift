import CSQLite

/// What is bound to a statement.
enum SQLiteValue {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    init(_ bytes: [UInt8]?) { self = bytes.map(SQLiteValue.blob) ?? .null }
    init(_ text: String?) { self = text.map(SQLiteValue.text) ?? .null }
    init(_ number: Int64?) { self = number.map(SQLiteValue.integer) ?? .null }
}

/// One prepared statement; used for one run at a time.
final class SQLiteStatement {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        sqlite3_finalize(pointer)
    }

    /// Runs the statement and hands out each row; its columns are valid only inside `body`.
    func each(_ values: [SQLiteValue], _ body: (SQLiteStatement) -> Void) throws(SQLiteError) {
        defer {
            sqlite3_reset(pointer)
            sqlite3_clear_bindings(pointer)
        }
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
        while true {
            switch sqlite3_step(pointer) {
            case SQLITE_ROW: body(self)
            case SQLITE_DONE: return
            case let code: throw error(code)
            }
        }
    }

    private func bind(_ value: SQLiteValue, at index: Int32) throws(SQLiteError) {
        let code =
            switch value {
            case .null: sqlite3_bind_null(pointer, index)
            case .integer(let number): sqlite3_bind_int64(pointer, index, number)
            case .text(var text):
                text.withUTF8 { bytes in
                    bytes.withMemoryRebound(to: CChar.self) {
                        sqlite3_bind_text64(
                            pointer, index, $0.baseAddress, UInt64($0.count), Self.transient, UInt8(SQLITE_UTF8))
                    }
                }
            case .blob(let bytes):
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(pointer, index, 0)
                    : bytes.withUnsafeBytes {
                        sqlite3_bind_blob64(pointer, index, $0.baseAddress, UInt64($0.count), Self.transient)
                    }
            }
        guard code == SQLITE_OK else { throw error(code) }
    }

    /// Tells SQLite to copy what is bound.
    private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private func error(_ code: Int32) -> SQLiteError {
        SQLiteError(code: code, message: SQLiteError.message(sqlite3_db_handle(pointer)))
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

    /// A revision or count; what is stored as negative reads as 0.
    func revision(_ column: Int32) -> UInt64 { UInt64(max(integer(column), 0)) }

    func text(_ column: Int32) -> String { String(decoding: blob(column), as: UTF8.self) }

    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    func blob(_ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(pointer, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(pointer, column))))
    }

    func optionalBlob(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : blob(column) }

    private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }
}
