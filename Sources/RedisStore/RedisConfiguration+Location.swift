package import FlagStore
package import RedisClient

extension RedisConfiguration {
    /// `nil` where the location is no Redis. The password comes from a file or the environment, never from a URL.
    package init?(_ location: StoreLocation, username: String? = nil, password: String? = nil) {
        switch location {
        case .redis(let host, let port, let database):
            self.init(
                endpoint: .host(host, port: port), database: database, username: username, password: password)
        case .redisSocket(let path, let database):
            self.init(endpoint: .socket(path: path), database: database, username: username, password: password)
        case .sqlite: return nil
        }
    }

    var location: StoreLocation {
        switch endpoint {
        case .host(let host, let port): .redis(host: host, port: port, database: database)
        case .socket(let path): .redisSocket(path: path, database: database)
        }
    }
}
