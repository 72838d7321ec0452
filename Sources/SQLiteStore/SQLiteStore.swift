// The store in one file: agent, command line and console of a host work on it at once, with no server.

package import FlagStore

/// A namespace in a SQLite file in WAL mode. Several namespaces may share the file, several processes may open it.
///
/// The file is opened when first used, so that an agent may start before `store init`; only `initialize` makes it.
package actor SQLiteStore: DocumentStore {
    package nonisolated let location: String
    package nonisolated let namespace: String
    let path: String
    private let mode: UInt32
    private let executor: SerialQueueExecutor
    private var connection: SQLiteConnection?
    /// Of the file that `connection` has open.
    private var identity: [UInt64]?
    private var isClosed = false
    /// Commits made through this connection, which `data_version` does not count.
    private var ownChanges: Int64 = 0

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameter mode: rights of the file where it is made; 0660 lets a group share it.
    package init(path: String, namespace: String, mode: UInt32 = 0o600) throws(StoreError) {
        try StoreLimits.checkNamespace(namespace)
        self.path = path
        self.namespace = namespace
        self.mode = mode
        location = StoreLocation.sqlite(path: path).description
        executor = SerialQueueExecutor(label: "flagpost.sqlite")
    }

    package func initialize() throws(StoreError) -> Lineage {
        try create { try $0.initialize() }
    }

    package func lineage() throws(StoreError) -> Lineage {
        try read { try $0.meta().lineage }
    }

    package func load(since revision: UInt64?) throws(StoreError) -> StoreLoad {
        try read { try $0.load(since: revision) }
    }

    package func load(_ ids: [DocumentID]) throws(StoreError) -> StoreLoad {
        try StoreLimits.checkNamed(ids)
        return try read { try $0.load(ids) }
    }

    package func commit(_ commit: Commit, by attribution: Attribution) throws(StoreError) -> Receipt {
        try commit.check(by: attribution)
        let receipt = try write { try $0.commit(commit, by: attribution) }
        if commit.changes.contains(where: \.erasesPast) { emptyLog() }
        return receipt
    }

    package func apply(
        _ operation: StateOperation, to key: String, schedule: Schedule?, warrant: Warrant, by attribution: Attribution
    ) throws(StoreError) -> Receipt {
        try attribution.check()
        try operation.check(key: key)
        try warrant.check()
        try schedule?.check()
        return try write {
            try $0.apply(operation, to: key, schedule: schedule, warrant: warrant, by: attribution)
        }
    }

    package func adopt(by attribution: Attribution) throws(StoreError) -> Receipt {
        try attribution.check()
        return try write { try $0.adopt(by: attribution) }
    }

    package func actor() throws(StoreError) -> String {
        LocalUser.current
    }

    package func restrictions(since revision: UInt64?) throws(StoreError) -> StoreLoad? {
        try read { try $0.restrictions(since: revision) }
    }

    package func announce(_ presence: Presence, as claim: AgentClaim?) throws(StoreError) {
        let record = try presence.encoded()
        try write {
            if let claim { try $0.take(presence.agent, by: claim) }
            try $0.announce(presence, record: record)
        }
    }

    package func withdrawPresence(of agent: String) throws(StoreError) {
        try write { try $0.withdrawPresence(of: agent) }
    }

    package func fleet() throws(StoreError) -> Fleet {
        try read { try $0.fleet() }
    }

    package func close() {
        isClosed = true
        connection = nil
    }

    /// Changes whenever something was written to the file, by whomever.
    func changeMark() throws(StoreError) -> [Int64] {
        try perform { () throws in
            let version = try opened().first("PRAGMA data_version") { $0.integer(0) }
            return [version ?? 0, ownChanges]
        }
    }

    /// Takes what was erased out of the write-ahead log as well. Where somebody is just reading from it, a later one
    /// does.
    func emptyLog() {
        try? connection?.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    func read<Value>(_ body: (SQLiteNamespace) throws -> Value) throws(StoreError) -> Value {
        try perform { () throws in
            let connection = try opened()
            return try connection.reading { try body(SQLiteNamespace(namespace, of: connection)) }
        }
    }

    func write<Value>(_ body: (SQLiteNamespace) throws -> Value) throws(StoreError) -> Value {
        try perform { () throws in
            let connection = try opened()
            let rows = SQLiteNamespace(namespace, of: connection)
            for schedule in try rows.due() {
                // A transaction of its own: it stands though what comes after it is refused. Where it cannot be, the
                // next write tries again; it never keeps a kill from going through.
                try? connection.immediately { try rows.carryOut(schedule) }
                ownChanges += 1
            }
            let value = try connection.immediately { try body(rows) }
            ownChanges += 1
            return value
        }
    }

    /// The same in a file that is made where it is missing.
    func create<Value>(_ body: (SQLiteNamespace) throws -> Value) throws(StoreError) -> Value {
        try perform { () throws in
            let connection = try SQLiteFile.create(path, mode: mode, location: location)
            adopt(connection)
            let value = try connection.immediately { try body(SQLiteNamespace(namespace, of: connection)) }
            ownChanges += 1
            return value
        }
    }

    func opened() throws -> SQLiteConnection {
        if let connection, identity == SQLiteFile.identity(of: path) { return connection }
        connection = nil
        let connection = try SQLiteFile.open(path, location: location)
        adopt(connection)
        return connection
    }

    private func adopt(_ connection: SQLiteConnection) {
        self.connection = connection
        identity = SQLiteFile.identity(of: path)
    }

    private func perform<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        guard !isClosed else { throw StoreError(.unavailable, "\(location) is closed") }
        do {
            return try body()
        } catch let error as StoreError {
            throw error
        } catch let error as SQLiteError {
            throw error.storeError(at: location, path: path)
        } catch {
            throw StoreError(.unavailable, "\(location) failed", underlying: error)
        }
    }
}
