/// Where a Redis is and how to reach it, as people write it:
/// `redis[s][+unix|+sentinel|+cluster]://[USER@]PLACE[/…][?option=value&…]`. Nothing is percent-encoded.
package struct RedisLocation: Sendable, Equatable {
    package struct Server: Sendable, Equatable {
        package var host: String
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    package enum Place: Sendable, Equatable {
        case server(Server)
        case socket(path: String)
        case sentinels([Server], master: String)
        case cluster([Server])
    }

    /// TLS; paths name PEM files.
    package struct Encryption: Sendable, Equatable {
        package var authorities: String?
        package var certificate: String?
        package var key: String?
        package var serverName: String?

        package init() {}
    }

    package var place: Place
    package var database = 0
    package var username: String?
    package var encryption: Encryption?
    /// Sentinels have users of their own.
    package var sentinelUsername: String?
    /// How many replicas have to confirm a commit; `nil`: as many as the place suggests.
    package var replicas: Int?

    package init(_ place: Place) {
        self.place = place
    }
}

extension RedisLocation: CustomStringConvertible {
    package var description: String {
        var options: [(String, String)] = []
        var text = encryption == nil ? "redis" : "rediss"
        let user = username.map { "\($0)@" } ?? ""
        switch place {
        case .server(let server): text += "://\(user)\(server)" + (database == 0 ? "" : "/\(database)")
        case .socket(let path):
            text += "+unix://\(path)"
            if database != 0 { options.append(("db", "\(database)")) }
        case .sentinels(let sentinels, let master):
            text += "+sentinel://\(user)\(Self.list(sentinels))/\(master)"
            if database != 0 { options.append(("db", "\(database)")) }
        case .cluster(let nodes): text += "+cluster://\(user)\(Self.list(nodes))"
        }
        options += [
            ("ca", encryption?.authorities), ("certificate", encryption?.certificate), ("key", encryption?.key),
            ("name", encryption?.serverName), ("sentinel-user", sentinelUsername),
            ("replicas", replicas.map { "\($0)" }),
        ].compactMap { name, value in value.map { (name, $0) } }
        return options.isEmpty ? text : text + "?" + options.map { "\($0)=\($1)" }.joined(separator: "&")
    }

    private static func list(_ servers: [Server]) -> String {
        servers.map(\.description).joined(separator: ",")
    }
}

extension RedisLocation.Server: CustomStringConvertible {
    package var description: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}
