/// Where a store is, as people write it: `redis://host:6379/0`, `redis+unix:///run/redis.sock`, `sqlite:/lib/f.db`.
package enum StoreLocation: Sendable, Equatable, CustomStringConvertible {
    case redis(host: String, port: Int, database: Int)
    case redisSocket(path: String, database: Int)
    case sqlite(path: String)

    /// Never a password in a URL: it would end up in process lists, logs and this store's own messages.
    package static func parse(_ text: String) throws(StoreError) -> StoreLocation {
        if let path = text.removing(prefix: "sqlite:") {
            guard !path.isEmpty else { throw malformed(text) }
            return .sqlite(path: path)
        }
        if let rest = text.removing(prefix: "redis+unix://") {
            let (path, query) = rest.split(at: "?")
            guard path.hasPrefix("/"), path.utf8.count <= 107 else { throw malformed(text) }
            guard let query else { return .redisSocket(path: path, database: 0) }
            guard let database = query.removing(prefix: "db=").flatMap(database) else { throw malformed(text) }
            return .redisSocket(path: path, database: database)
        }
        guard let rest = text.removing(prefix: "redis://") else { throw malformed(text) }
        guard !rest.contains("@") else {
            throw StoreError(
                .refused,
                "a store URL holds no user or password; set FLAGPOST_REDIS_USERNAME and FLAGPOST_REDIS_PASSWORD, or"
                    + " name a password file")
        }
        let (authority, path) = rest.split(at: "/")
        guard let database = (path ?? "").isEmpty ? 0 : database(path ?? ""),
            let (host, port) = endpoint(authority)
        else { throw malformed(text) }
        return .redis(host: host, port: port, database: database)
    }

    package var description: String {
        switch self {
        case .redis(let host, let port, let database):
            "redis://\(host.contains(":") ? "[\(host)]" : host):\(port)" + (database == 0 ? "" : "/\(database)")
        case .redisSocket(let path, let database): "redis+unix://\(path)" + (database == 0 ? "" : "?db=\(database)")
        case .sqlite(let path): "sqlite:\(path)"
        }
    }

    /// `host`, `host:port`, `[::1]:port`.
    private static func endpoint(_ text: String) -> (host: String, port: Int)? {
        var host = text
        var port: String?
        if let bracketed = text.removing(prefix: "[") {
            let (inner, rest) = bracketed.split(at: "]")
            guard let rest else { return nil }
            host = inner
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            port = rest.removing(prefix: ":")
        } else {
            (host, port) = text.split(at: ":")
        }
        guard !host.isEmpty else { return nil }
        guard let port else { return (host, 6379) }
        guard let number = Int(port), (1...65_535).contains(number) else { return nil }
        return (host, number)
    }

    private static func database(_ text: String) -> Int? {
        guard let number = Int(text), (0...65_535).contains(number) else { return nil }
        return number
    }

    private static func malformed(_ text: String) -> StoreError {
        // What is no URL of a known form might still hold a password: it is not repeated.
        StoreError(
            .refused,
            "not a store URL; write redis://HOST[:PORT][/DATABASE], redis+unix:///PATH[?db=DATABASE] or sqlite:PATH")
    }
}

extension String {
    fileprivate func removing(prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }

    fileprivate func split(at separator: Character) -> (head: String, tail: String?) {
        guard let index = firstIndex(of: separator) else { return (self, nil) }
        return (String(self[..<index]), String(self[self.index(after: index)...]))
    }
}
