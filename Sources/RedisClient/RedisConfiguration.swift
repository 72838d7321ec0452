package enum RedisEndpoint: Sendable, Equatable, CustomStringConvertible {
    case host(String, port: Int)
    case socket(path: String)

    package var description: String {
        switch self {
        case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .socket(let path): path
        }
    }
}

/// How a client finds its server, and how patient it is.
package struct RedisConfiguration: Sendable {
    package var endpoint: RedisEndpoint
    package var database: Int
    package var username: String?
    package var password: String?
    /// What `CLIENT LIST` shows.
    package var clientName: String
    /// For reaching the server and greeting it.
    package var connectTimeout: Duration = .seconds(1)
    /// For a command, unless it names its own.
    package var commandTimeout: Duration = .seconds(2)
    /// A connection that hears nothing for this long is asked whether it lives.
    package var pingInterval: Duration = .seconds(2)
    /// Before the second attempt to connect; doubles, with jitter, up to `longestPause`.
    package var shortestPause: Duration = .milliseconds(50)
    package var longestPause: Duration = .seconds(2)
    /// Commands that may wait for a connection, or for their replies.
    package var queueLimit = 4_096
    package var limits = RESPLimits()

    package init(
        endpoint: RedisEndpoint, database: Int = 0, username: String? = nil, password: String? = nil,
        clientName: String = "flagpost"
    ) {
        self.endpoint = endpoint
        self.database = database
        self.username = username
        self.password = password
        self.clientName = clientName
    }
}

/// What one reply may cost; more than that is no reply.
package struct RESPLimits: Sendable, Equatable {
    /// Bytes of one string.
    package var string = 16 << 20
    /// Bytes of all strings of a reply.
    package var reply = 128 << 20
    /// Bytes of a status, error or length line.
    package var line = 16 << 10
    /// Values of a reply, nested ones included.
    package var elements = 4 << 20

    package init() {}
}
