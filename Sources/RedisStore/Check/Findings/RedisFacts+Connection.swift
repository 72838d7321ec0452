import FlagStore
import RedisClient

extension RedisFacts {
    private static let oldest = 7

    func connectionFinding(_ connection: Connection) -> StoreFinding {
        let text =
            "\(connection.endpoint) answers: \(connection.encryption ?? "in the clear"), RESP2, as \(connection.user)"
        if connection.encryption == nil, !connection.endpoint.isOnThisHost {
            return StoreFinding(
                .warning, "connection", text + "; passwords and prompts can be read on the way",
                advice: "let Redis speak TLS (tls-port) and name it rediss://")
        }
        if !connection.hasPassword {
            return StoreFinding(
                .warning, "connection", text + " without a password: so may whoever reaches it",
                advice: "make users with `flagpost store acl`, and give the default user a password or turn it off")
        }
        return StoreFinding(.ok, "connection", text)
    }

    var versionFinding: StoreFinding {
        switch greeting {
        case .withheld(let reason): .untold("version", "the server's version", because: reason)
        case .told(let server):
            if let major = server.version.split(separator: ".").first.flatMap({ Int($0) }), major < Self.oldest {
                StoreFinding(
                    .error, "version", "\(server.version) has no functions", advice: "upgrade to Redis 7.0 or newer")
            } else {
                StoreFinding(.ok, "version", "\(server.version), \(server.mode)")
            }
        }
    }

    /// A clock that is off makes ages and times in messages wrong; what falls due does so by the store's.
    var clockFinding: StoreFinding {
        switch clockDifference {
        case .withheld(let reason): return .untold("clock", "the store's time", because: reason)
        case .told(let difference):
            let distance = difference.magnitude
            let text =
                distance < 1_000
                ? "the store's agrees with this host's"
                : "the store's is \(distance / 1_000) s \(difference > 0 ? "ahead of" : "behind") this host's"
            guard distance >= 2_000 else { return StoreFinding(.ok, "clock", text) }
            return StoreFinding(
                distance >= 60_000 ? .error : .warning, "clock",
                text + "; ages, and what is judged since a restore, are off by as much",
                advice: "synchronise both clocks (NTP)")
        }
    }
}

extension RedisEndpoint {
    /// What is sent there does not travel.
    var isOnThisHost: Bool {
        switch self {
        case .socket: true
        case .host(let host, _): host == "localhost" || host == "::1" || host.hasPrefix("127.")
        }
    }
}
