/// How a client finds its server, and how patient it is.
package struct RedisConfiguration: Sendable {
    package var deployment: RedisDeployment
    /// What messages call it.
    package var name: String
    /// 0 in a cluster, which has no other.
    package var database: Int
    package var username: String?
    package var password: String?
    /// Who sentinels take us for: they have users of their own.
    package var sentinelUsername: String?
    package var sentinelPassword: String?
    /// With servers and sentinels alike; `nil`: in the clear.
    package var encryption: RedisEncryption?
    /// In a cluster, commands go to whoever serves the slot of this tag; it is what stands in the braces of all keys.
    package var hashTag = ""
    /// How many replicas have to confirm what is sent as durable.
    package var replicas: Int
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
    /// How often a client that asked others where its server is asks again, though nothing seems wrong.
    package var refreshInterval: Duration = .seconds(60)
    /// Commands that may wait for a connection, or for their replies.
    package var queueLimit = 4_096
    package var limits = RESPLimits()

    /// - Parameter replicas: by default 1 where a deployment without replicas would make no sense.
    package init(
        deployment: RedisDeployment, database: Int = 0, username: String? = nil, password: String? = nil,
        replicas: Int? = nil, clientName: String = "flagpost"
    ) {
        self.deployment = deployment
        name = deployment.description
        self.database = database
        self.username = username
        self.password = password
        self.clientName = clientName
        switch deployment {
        case .server: self.replicas = replicas ?? 0
        case .sentinels, .cluster: self.replicas = replicas ?? 1
        }
    }

    /// One server.
    package init(
        endpoint: RedisEndpoint, database: Int = 0, username: String? = nil, password: String? = nil,
        clientName: String = "flagpost"
    ) {
        self.init(
            deployment: .server(endpoint), database: database, username: username, password: password,
            clientName: clientName)
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
