package import FlagStore
package import RedisClient

extension RedisConfiguration {
    /// Passwords come from files or the environment, never from a location. A `username` goes before the location's,
    /// which may be another program's: operators use the one that their host's agent names.
    package init(
        _ location: RedisLocation, username: String? = nil, password: String? = nil, sentinelPassword: String? = nil
    ) {
        self.init(
            deployment: RedisDeployment(location.place), database: location.database,
            username: username ?? location.username, password: password, replicas: location.replicas)
        sentinelUsername = location.sentinelUsername
        self.sentinelPassword = sentinelPassword
        encryption = location.encryption.map {
            RedisEncryption(
                authorities: $0.authorities, certificate: $0.certificate, key: $0.key, serverName: $0.serverName)
        }
        name = location.description
    }
}

extension RedisDeployment {
    fileprivate init(_ place: RedisLocation.Place) {
        func endpoints(_ servers: [RedisLocation.Server]) -> [RedisEndpoint] {
            servers.map { .host($0.host, port: $0.port) }
        }
        switch place {
        case .server(let server): self = .server(.host(server.host, port: server.port))
        case .socket(let path): self = .server(.socket(path: path))
        case .sentinels(let sentinels, let master): self = .sentinels(endpoints(sentinels), master: master)
        case .cluster(let nodes): self = .cluster(endpoints(nodes))
        }
    }
}
