import FlagStore

extension RedisFacts {
    /// What all of it means, in the order in which one would mend it.
    func findings(for roles: Set<AccessRole>) -> [StoreFinding] {
        guard case .told(let connection) = connection else { return [unreachable] }
        return [connectionFinding(connection), versionFinding, libraryFinding]
            + rightsFindings(for: roles, user: connection.user)
            + contentsFindings + memoryFindings + [persistenceFinding] + replicationFindings + clusterFindings
            + sentinelFindings + [clockFinding]
    }

    private var unreachable: StoreFinding {
        guard case .withheld(let reason) = connection else { return StoreFinding(.unknown, "connection", "") }
        return StoreFinding(
            .error, "connection", "no answer: \(reason)",
            advice: "check that it runs, that it can be reached from here, and user and password")
    }
}

extension StoreFinding {
    /// What a service or user may keep to themselves; never taken for good news.
    static func untold(_ subject: String, _ what: String, because reason: String) -> StoreFinding {
        StoreFinding(
            .unknown, subject, "\(what) is not told: \(reason)",
            advice: "ask as an administrator, or look where the server is managed")
    }
}
