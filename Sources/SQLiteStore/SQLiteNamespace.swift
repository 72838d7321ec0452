import FlagModel
import FlagStore

/// One namespace's rows. Every method runs inside a transaction of its caller.
struct SQLiteNamespace {
    let name: String
    let connection: SQLiteConnection

    init(_ name: String, of connection: SQLiteConnection) {
        self.name = name
        self.connection = connection
    }

    struct Meta {
        var lineage: Lineage
        var unitKey: [UInt8]
    }

    func initialize() throws -> Lineage {
        try connection.run(
            """
            INSERT INTO namespaces (namespace, store, epoch, revision, unit_key)
            VALUES (?1, lower(hex(randomblob(16))), 1, 0, randomblob(16))
            ON CONFLICT (namespace) DO NOTHING
            """, .text(name))
        return try meta().lineage
    }

    func meta() throws -> Meta {
        let meta = try connection.first(
            "SELECT store, epoch, revision, unit_key FROM namespaces WHERE namespace = ?1", .text(name)
        ) {
            Meta(
                lineage: Lineage(storeID: $0.text(0), epoch: $0.revision(1), revision: $0.revision(2)),
                unitKey: $0.blob(3))
        }
        guard let meta else {
            throw StoreError(.uninitialised, "namespace \(name) is not in the store; run `flagpost store init`")
        }
        return meta
    }

    /// The store's clock, Unix milliseconds.
    func now() throws -> Int64 {
        try connection.first("SELECT CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)") {
            $0.integer(0)
        } ?? 0
    }
}
