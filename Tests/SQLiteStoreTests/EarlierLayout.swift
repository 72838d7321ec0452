import Glibc

@testable import SQLiteStore

/// Makes a file as versions with layout 1 or 2 made it: a document, its kill, and three records of the log.
enum EarlierLayout {
    static func write(to path: String, layout: Int64) throws {
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        let connection = try SQLiteConnection(path: path)
        try connection.execute(tables)
        if layout == 2 {
            try connection.execute(
                """
                ALTER TABLE documents ADD COLUMN deleted_at INTEGER;
                CREATE TABLE used (
                    namespace TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (namespace, key)
                ) STRICT;
                """)
        }
        try connection.execute("PRAGMA user_version = \(layout)")
        try connection.execute(rows)
    }

    private static let tables = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE namespaces (
            namespace TEXT PRIMARY KEY, store TEXT NOT NULL, epoch INTEGER NOT NULL, adopted_epoch INTEGER NOT NULL,
            revision INTEGER NOT NULL, committed_at INTEGER NOT NULL, unit_key BLOB NOT NULL
        ) STRICT;
        CREATE TABLE documents (
            namespace TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, body BLOB,
            digests TEXT NOT NULL, PRIMARY KEY (namespace, kind, key)
        ) STRICT;
        CREATE INDEX documents_by_revision ON documents (namespace, revision);
        CREATE TABLE states (
            namespace TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (namespace, key)
        ) STRICT;
        CREATE INDEX states_by_revision ON states (namespace, revision);
        CREATE TABLE log (
            namespace TEXT NOT NULL, revision INTEGER NOT NULL, at INTEGER NOT NULL, commit_id TEXT NOT NULL,
            actor TEXT NOT NULL, on_behalf_of TEXT, reason TEXT NOT NULL, source TEXT NOT NULL, changes TEXT NOT NULL,
            evidence TEXT NOT NULL, PRIMARY KEY (namespace, revision)
        ) STRICT;
        CREATE TABLE commits (
            namespace TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, at INTEGER NOT NULL,
            changed INTEGER NOT NULL, PRIMARY KEY (namespace, id)
        ) STRICT;
        CREATE INDEX commits_by_time ON commits (namespace, at);
        CREATE TABLE presence (
            namespace TEXT NOT NULL, agent TEXT NOT NULL, seen_at INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (namespace, agent)
        ) STRICT;
        PRAGMA application_id = 1181509456;
        """

    private static let rows = """
        INSERT INTO namespaces VALUES ('prod', '5708e', 1, 0, 3, 1003, x'000102030405060708090a0b0c0d0e0f');
        INSERT INTO documents (namespace, kind, key, revision, body, digests)
            VALUES ('prod', 'feature', 'chat', 1, x'7b7d', '{"canary":"c1"}');
        INSERT INTO states VALUES ('prod', 'chat', 3,
            '{"key":"chat","kill":{"at":1002,"by":"uid:kim@desk","reason":"it''s bad","source":"cli"},"schema":1}');
        INSERT INTO log VALUES
            ('prod', 1, 1001, 'a', 'uid:kim@desk', NULL, '', 'cli', '["put feature/chat","put feature/b"]', 'null'),
            ('prod', 2, 1002, 'k', 'uid:kim@desk', 'sam', 'it''s bad', 'cli', '["kill chat"]', 'null'),
            ('prod', 3, 1003, 't', 'uid:agent@desk', NULL, '', 'guard:e', '["trip chat canary"]', '{"n":200,"rate":0.25}');
        INSERT INTO commits VALUES
            ('prod', 'k', 2, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), 1);
        """
}
