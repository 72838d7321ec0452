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

    /// Claims stand among the leases, under names that no lease has.
    func take(_ agent: String, by claim: AgentClaim) throws {
        let now = try now()
        let lease = SQLiteValue.text(Self.claimPrefix + agent)
        let holder = try connection.first(
            "SELECT holder, expires_at FROM leases WHERE namespace = ?1 AND name = ?2", .text(name), lease
        ) { (parts: $0.text(0).split(separator: " "), at: $0.integer(1)) }
        let (age, overflow) = now.subtractingReportingOverflow(holder?.at ?? .min)
        if let parts = holder?.parts, parts.count == 2, !overflow,
            claim.isRefused(by: String(parts[0]), token: String(parts[1]), age: age)
        {
            throw StoreError(.held, "another agent has announced itself as \(agent)")
        }
        try connection.run(
            "INSERT OR REPLACE INTO leases (namespace, name, holder, token, expires_at) VALUES (?1, ?2, ?3, 0, ?4)",
            .text(name), lease, .text("\(claim.place) \(claim.next)"), .integer(now))
        try connection.run(
            "DELETE FROM leases WHERE namespace = ?1 AND name LIKE ?2 AND expires_at < ?3", .text(name),
            .text(Self.claimPrefix + "%"), .integer(now - StoreLimits.presenceMilliseconds))
    }

    private static let claimPrefix = "@agent/"

    func withdrawPresence(of agent: String) throws {
        try connection.run("DELETE FROM presence WHERE namespace = ?1 AND agent = ?2", .text(name), .text(agent))
        try connection.run(
            "DELETE FROM leases WHERE namespace = ?1 AND name = ?2", .text(name), .text(Self.claimPrefix + agent))
    }

    /// Sizes are looked at before records are read, the newest agents first.
    func fleet() throws -> Fleet {
        _ = try meta()
        let now = try now()
        let agents = try connection.rows(
            """
            SELECT seen_at, CASE WHEN length(CAST(body AS BLOB)) <= ?2 THEN body END, substr(agent, 1, 64)
            FROM presence WHERE namespace = ?1 AND seen_at <= ?3 ORDER BY seen_at DESC LIMIT ?4
            """, .text(name), .integer(Int64(StoreLimits.presenceBytes)), .integer(now + 60_000),
            .integer(Int64(StoreLimits.agents))
        ) { (seenAt: $0.integer(0), body: $0.optionalBlob(1), agent: $0.text(2)) }
        let used = try connection.rows(
            """
            SELECT key, at FROM used WHERE namespace = ?1 AND length(CAST(key AS BLOB)) <= ?2
            ORDER BY at DESC LIMIT ?3
            """, .text(name), .integer(Int64(StoreLimits.nameBytes)), .integer(Int64(StoreLimits.documents))
        ) { ($0.text(0), $0.integer(1)) }
        var fleet = Fleet(now: now, agents: [], lastUsed: Dictionary(used, uniquingKeysWith: max))
        for row in agents.sorted(by: { $0.agent < $1.agent }) {
            let json = row.body.flatMap { try? JSONValue.parse($0) }
            if let presence = json.flatMap({ Presence(json: $0, seenAt: row.seenAt) }) {
                fleet.agents.append(presence)
            } else if fleet.faults.count < 20 {
                let reason = row.body == nil ? "more than a record may have" : "cannot be read"
                fleet.faults.append(.init(name: "presence/\(row.agent)", reason: reason))
            }
        }
        return fleet
    }
}
