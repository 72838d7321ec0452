import FlagModel
import FlagStore

extension SQLiteNamespace {
    func announce(_ presence: Presence, record: String) throws {
        _ = try meta()
        let now = try now()
        try connection.run(
            "INSERT OR REPLACE INTO presence (namespace, agent, seen_at, body) VALUES (?1, ?2, ?3, ?4)", .text(name),
            .text(presence.agent), .integer(now), .text(record))
        for feature in presence.used {
            try connection.run(
                """
                INSERT INTO used (namespace, key, at) VALUES (?1, ?2, ?3)
                ON CONFLICT (namespace, key) DO UPDATE SET at = max(at, excluded.at)
                """, .text(name), .text(feature), .integer(now))
        }
        try connection.run(
            "DELETE FROM used WHERE namespace = ?1 AND at < ?2", .text(name),
            .integer(now - StoreLimits.usedMilliseconds))
        try connection.run(
            "DELETE FROM presence WHERE namespace = ?1 AND seen_at < ?2", .text(name),
            .integer(now - StoreLimits.presenceMilliseconds))
    }

    func withdrawPresence(of agent: String) throws {
        try connection.run("DELETE FROM presence WHERE namespace = ?1 AND agent = ?2", .text(name), .text(agent))
    }

    func fleet() throws -> Fleet {
        _ = try meta()
        let agents = try connection.rows(
            "SELECT seen_at, body FROM presence WHERE namespace = ?1 ORDER BY agent", .text(name)
        ) { (seenAt: $0.integer(0), body: $0.blob(1)) }
        let used = try connection.rows("SELECT key, at FROM used WHERE namespace = ?1", .text(name)) {
            ($0.text(0), $0.integer(1))
        }
        return Fleet(
            now: try now(),
            agents: agents.compactMap { row in
                (try? JSONValue.parse(row.body)).flatMap { Presence(json: $0, seenAt: row.seenAt) }
            }, lastUsed: Dictionary(used, uniquingKeysWith: max))
    }
}
