/// The tables. A change of layout gets a new `version` and a migration from each older one.
enum SQLiteSchema {
    static let version: Int64 = 2
    /// "FlgP": tells a store's file from any other SQLite file.
    static let applicationID: Int64 = 0x466C_6750

    /// When a feature was last seen in use, by the store's clock.
    private static let usage = """
        CREATE TABLE used (
            namespace TEXT NOT NULL,
            key TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (namespace, key)
        ) STRICT;
        """

    /// Layout -> what makes the next one of it.
    static let migrations: [Int64: String] = [
        1: """
        ALTER TABLE documents ADD COLUMN deleted_at INTEGER;
        \(usage)
        PRAGMA user_version = 2;
        """
    ]

    static let tables = """
        CREATE TABLE namespaces (
            namespace TEXT PRIMARY KEY,
            store TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            adopted_epoch INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            committed_at INTEGER NOT NULL,
            unit_key BLOB NOT NULL
        ) STRICT;
        CREATE TABLE documents (
            namespace TEXT NOT NULL,
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            revision INTEGER NOT NULL,
            body BLOB,
            digests TEXT NOT NULL,
            deleted_at INTEGER,
            PRIMARY KEY (namespace, kind, key)
        ) STRICT;
        CREATE INDEX documents_by_revision ON documents (namespace, revision);
        CREATE TABLE states (
            namespace TEXT NOT NULL,
            key TEXT NOT NULL,
            revision INTEGER NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (namespace, key)
        ) STRICT;
        CREATE INDEX states_by_revision ON states (namespace, revision);
        CREATE TABLE log (
            namespace TEXT NOT NULL,
            revision INTEGER NOT NULL,
            at INTEGER NOT NULL,
            commit_id TEXT NOT NULL,
            actor TEXT NOT NULL,
            on_behalf_of TEXT,
            reason TEXT NOT NULL,
            source TEXT NOT NULL,
            changes TEXT NOT NULL,
            evidence TEXT NOT NULL,
            PRIMARY KEY (namespace, revision)
        ) STRICT;
        CREATE TABLE commits (
            namespace TEXT NOT NULL,
            id TEXT NOT NULL,
            revision INTEGER NOT NULL,
            at INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            PRIMARY KEY (namespace, id)
        ) STRICT;
        CREATE INDEX commits_by_time ON commits (namespace, at);
        CREATE TABLE presence (
            namespace TEXT NOT NULL,
            agent TEXT NOT NULL,
            seen_at INTEGER NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (namespace, agent)
        ) STRICT;
        \(usage)
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        """
}
