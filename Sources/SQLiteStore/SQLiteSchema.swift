/// The tables. A change of layout gets a new `version` and a migration from each older one.
enum SQLiteSchema {
    static let version: Int64 = 3
    /// "FlgP": tells a store's file from any other SQLite file.
    static let applicationID: Int64 = 0x466C_6750

    static let tables = """
        CREATE TABLE namespaces (
            namespace TEXT PRIMARY KEY,
            store TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            adopted_epoch INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            committed_at INTEGER NOT NULL,
            unit_key BLOB NOT NULL,
            \(ofTheLog.joined(separator: ",\n"))
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
        \(log)
        \(waiting)
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        """

    /// Columns of `namespaces`: the link of the last record, how many records there are, how many bytes of past
    /// contents, and the record that was trimmed last.
    static let ofTheLog = [
        "chain TEXT NOT NULL DEFAULT '\(String(repeating: "0", count: 64))'",
        "records INTEGER NOT NULL DEFAULT 0",
        "past_bytes INTEGER NOT NULL DEFAULT 0",
        "checkpoint_revision INTEGER",
        "checkpoint_chain TEXT",
    ]

    /// When a feature was last seen in use, by the store's clock.
    static let usage = """
        CREATE TABLE used (
            namespace TEXT NOT NULL,
            key TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (namespace, key)
        ) STRICT;
        """

    /// The change log, and bodies that were replaced.
    static let log = """
        CREATE TABLE log (
            namespace TEXT NOT NULL,
            revision INTEGER NOT NULL,
            at INTEGER NOT NULL,
            payload BLOB NOT NULL,
            digest TEXT NOT NULL,
            chain TEXT NOT NULL,
            PRIMARY KEY (namespace, revision)
        ) STRICT;
        CREATE TABLE past (
            namespace TEXT NOT NULL,
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            digest TEXT NOT NULL,
            replaced_at INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (namespace, kind, key, digest)
        ) STRICT;
        CREATE INDEX past_by_revision ON past (namespace, replaced_at);
        """

    /// What has not taken effect yet, and who may say what does.
    static let waiting = """
        CREATE TABLE schedules (
            namespace TEXT NOT NULL,
            id TEXT NOT NULL,
            at INTEGER NOT NULL,
            purpose TEXT NOT NULL,
            payload BLOB NOT NULL,
            PRIMARY KEY (namespace, id)
        ) STRICT;
        CREATE INDEX schedules_by_time ON schedules (namespace, at);
        CREATE TABLE scheduled_documents (
            namespace TEXT NOT NULL,
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            schedule TEXT NOT NULL,
            expected INTEGER NOT NULL,
            body BLOB,
            digests TEXT NOT NULL,
            PRIMARY KEY (namespace, kind, key)
        ) STRICT;
        CREATE INDEX scheduled_documents_by_schedule ON scheduled_documents (namespace, schedule);
        CREATE TABLE scheduled_operations (
            namespace TEXT NOT NULL,
            schedule TEXT NOT NULL,
            position INTEGER NOT NULL,
            key TEXT NOT NULL,
            variant TEXT,
            digest TEXT NOT NULL,
            PRIMARY KEY (namespace, schedule, position)
        ) STRICT;
        CREATE TABLE proposals (
            namespace TEXT NOT NULL,
            author TEXT NOT NULL,
            name TEXT NOT NULL,
            body TEXT NOT NULL,
            proposed_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            ending TEXT,
            ended_at INTEGER,
            PRIMARY KEY (namespace, author, name)
        ) STRICT;
        CREATE TABLE votes (
            namespace TEXT NOT NULL,
            author TEXT NOT NULL,
            name TEXT NOT NULL,
            voter TEXT NOT NULL,
            verdict TEXT NOT NULL,
            digest TEXT NOT NULL,
            reason TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (namespace, author, name, voter)
        ) STRICT;
        CREATE TABLE leases (
            namespace TEXT NOT NULL,
            name TEXT NOT NULL,
            holder TEXT NOT NULL,
            token INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (namespace, name)
        ) STRICT;
        """
}
