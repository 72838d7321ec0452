import FlagModel
import FlagStore

extension SQLiteNamespace {
    func announce(_ agent: String, record: String) throws {
        _ = try meta()
        let now = try now()
        try connection.run(
            "INSERT OR REPLACE INTO presence (namespace, agent, seen_at, body) VALUES (?1, ?2, ?3, ?4)", .text(name),
            .text(agent), .integer(now), .text(record))
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
        return Fleet(
            now: try now(),
            agents: agents.compactMap { row in
                (try? JSONValue.parse(row.body)).flatMap { Presence(json: $0, seenAt: row.seenAt) }
            })
    }
}
