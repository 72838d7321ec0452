package import FlagStore
import Glibc

extension SQLiteStore: ExaminableStore {
    /// Whoever may open the file has every role, so `roles` make no difference.
    package func examine(for roles: Set<AccessRole>) -> [StoreFinding] {
        SQLiteFacts.gather(path: path, namespace: namespace).findings()
    }
}

extension SQLiteFacts {
    /// Changes nothing, a layout of an older version included.
    static func gather(path: String, namespace: String) -> SQLiteFacts {
        var facts = SQLiteFacts(path: path, namespace: namespace, user: geteuid(), file: File(path))
        guard facts.file != nil else {
            facts.obstacle = SQLiteAccess(to: path)
            return facts
        }
        do {
            try facts.read(SQLiteConnection(path: path))
        } catch {
            facts.failure = "\(error)"
            if (error as? SQLiteError)?.mayBeMissingRight == true { facts.obstacle = SQLiteAccess(to: path) }
        }
        return facts
    }

    private mutating func read(_ connection: SQLiteConnection) throws {
        layout = try connection.first("PRAGMA user_version") { $0.integer(0) }
        isFlagposts = try connection.first("PRAGMA application_id") { $0.integer(0) } == SQLiteSchema.applicationID
        journal = try connection.first("PRAGMA journal_mode") { $0.text(0) }
        integrity = try connection.first("PRAGMA quick_check(1)") { $0.text(0) }
        guard isFlagposts, layout == SQLiteSchema.version else { return }
        let isMade = try connection.first(
            "SELECT count(*) FROM namespaces WHERE namespace = ?", .text(namespace)
        ) { $0.integer(0) == 1 }
        guard isMade == true else { return }
        usage = try connection.first(
            """
            SELECT count(body), coalesce(sum(length(body)), 0),
                (SELECT count(*) FROM log WHERE namespace = ?1)
            FROM documents WHERE namespace = ?1
            """, .text(namespace)
        ) { StoreUsage(documents: $0.integer(0), bytes: $0.integer(1), logRecords: $0.integer(2)) }
        let rows = SQLiteNamespace(namespace, of: connection)
        damage = StoreDamage(try rows.load(since: nil).faults + rows.fleet().faults)
    }
}

extension SQLiteFacts.File {
    init?(_ path: String) {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        self.init(
            mode: UInt32(information.st_mode) & 0o7777, owner: UInt32(information.st_uid),
            bytes: Int64(information.st_size), freeBytes: Self.freeBytes(at: path))
    }

    private static func freeBytes(at path: String) -> Int64? {
        var disk = statvfs()
        guard statvfs(path, &disk) == 0 else { return nil }
        let (free, overflow) = UInt64(disk.f_bavail).multipliedReportingOverflow(by: UInt64(disk.f_frsize))
        return overflow ? .max : Int64(clamping: free)
    }
}
