/// Where a store is, as people write it: `redis://host:6379/0`, `rediss+cluster://host`, `sqlite:/lib/f.db`.
package enum StoreLocation: Sendable, Equatable, CustomStringConvertible {
    case redis(RedisLocation)
    case sqlite(path: String)

    /// Never a password in a URL: it would end up in process lists, logs and this store's own messages.
    package static func parse(_ text: String) throws(StoreError) -> StoreLocation {
        if let path = text.removing(prefix: "sqlite:") {
            guard !path.isEmpty else { throw malformed }
            return .sqlite(path: path)
        }
        guard let location = try RedisLocation.parse(text) else { throw malformed }
        return .redis(location)
    }

    package var description: String {
        switch self {
        case .redis(let location): location.description
        case .sqlite(let path): "sqlite:\(path)"
        }
    }

    /// What is no URL of a known form might still hold a password: it is not repeated.
    static var malformed: StoreError {
        StoreError(
            .refused,
            "not a store URL; write redis://[USER@]HOST[:PORT][/DATABASE], redis+unix:///PATH[?db=DATABASE], "
                + "redis+sentinel://HOST,HOST/MASTER, redis+cluster://HOST,HOST (rediss for TLS, with ?ca=FILE, "
                + "certificate=FILE&key=FILE, name=NAME) or sqlite:PATH")
    }

    static var password: StoreError {
        StoreError(
            .refused,
            "a store URL holds no password; set FLAGPOST_REDIS_USERNAME and FLAGPOST_REDIS_PASSWORD, or name a "
                + "password file")
    }
}

extension String {
    func removing(prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }

    func split(at separator: Character) -> (head: String, tail: String?) {
        guard let index = firstIndex(of: separator) else { return (self, nil) }
        return (String(self[..<index]), String(self[self.index(after: index)...]))
    }
}
