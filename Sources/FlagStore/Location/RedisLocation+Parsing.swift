extension RedisLocation {
    /// A seed list longer than this helps nobody.
    private static let longestList = 32

    /// `nil` where the text begins with another scheme.
    static func parse(_ text: String) throws(StoreError) -> RedisLocation? {
        let (scheme, rest) = text.split(at: ":")
        let kinds = ["redis", "rediss"].flatMap { [$0, $0 + "+sentinel", $0 + "+cluster"] } + ["redis+unix"]
        guard kinds.contains(scheme), let rest, let address = rest.removing(prefix: "//") else { return nil }
        let (place, query) = address.split(at: "?")
        guard var location = try Self.place(scheme, place), location.read(query) else { throw StoreLocation.malformed }
        if scheme.hasPrefix("rediss"), location.encryption == nil { location.encryption = Encryption() }
        guard scheme.hasPrefix("rediss") || location.encryption == nil,
            (location.encryption?.certificate == nil) == (location.encryption?.key == nil)
        else { throw StoreLocation.malformed }
        return location
    }

    private static func place(_ scheme: String, _ text: String) throws(StoreError) -> RedisLocation? {
        if scheme == "redis+unix" {
            return text.hasPrefix("/") && text.utf8.count <= 107 ? RedisLocation(.socket(path: text)) : nil
        }
        let (authority, path) = text.split(at: "/")
        let at = authority.lastIndex(of: "@")
        let username = at.map { String(authority[..<$0]) }
        guard username?.contains(":") != true, path?.contains("@") != true else { throw StoreLocation.password }
        let hosts = at.map { String(authority[authority.index(after: $0)...]) } ?? authority
        var location: RedisLocation
        if scheme.hasSuffix("+sentinel") {
            guard let sentinels = servers(hosts, port: 26_379), let path, isName(path) else { return nil }
            location = RedisLocation(.sentinels(sentinels, master: path))
        } else if scheme.hasSuffix("+cluster") {
            guard let nodes = servers(hosts, port: 6_379), (path ?? "").isEmpty else { return nil }
            location = RedisLocation(.cluster(nodes))
        } else {
            guard let server = server(hosts, port: 6_379) else { return nil }
            location = RedisLocation(.server(server))
            guard let number = (path ?? "").isEmpty ? 0 : database(path ?? "") else { return nil }
            location.database = number
        }
        guard username?.isEmpty != true else { return nil }
        location.username = username
        return location
    }

    /// Whether every option is known, fits the place and comes once.
    private mutating func read(_ query: String?) -> Bool {
        guard let query else { return true }
        var names: Set<String> = []
        for option in query.split(separator: "&", omittingEmptySubsequences: false) {
            let (name, value) = String(option).split(at: "=")
            guard let value, !value.isEmpty, names.insert(name).inserted, set(name, value) else { return false }
        }
        return true
    }

    private mutating func set(_ name: String, _ value: String) -> Bool {
        switch (name, place) {
        case ("db", .socket), ("db", .sentinels):
            guard let number = Self.database(value) else { return false }
            database = number
        case ("ca", _): encryption = changed(\.authorities, to: value)
        case ("certificate", _): encryption = changed(\.certificate, to: value)
        case ("key", _): encryption = changed(\.key, to: value)
        case ("name", _): encryption = changed(\.serverName, to: value)
        case ("sentinel-user", .sentinels): sentinelUsername = value
        case ("replicas", _):
            guard let number = Int(value), (0...16).contains(number) else { return false }
            replicas = number
        default: return false
        }
        return true
    }

    private func changed(_ path: WritableKeyPath<Encryption, String?>, to value: String) -> Encryption {
        var changed = encryption ?? Encryption()
        changed[keyPath: path] = value
        return changed
    }

    private static func servers(_ text: String, port: Int) -> [Server]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let servers = parts.compactMap { server(String($0), port: port) }
        return servers.count == parts.count && servers.count <= longestList ? servers : nil
    }

    /// `host`, `host:port`, `[::1]:port`.
    private static func server(_ text: String, port defaultPort: Int) -> Server? {
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
        guard let port else { return Server(host: host, port: defaultPort) }
        guard let number = Int(port), (1...65_535).contains(number) else { return nil }
        return Server(host: host, port: number)
    }

    private static func database(_ text: String) -> Int? {
        guard let number = Int(text), (0...65_535).contains(number) else { return nil }
        return number
    }

    /// Sentinels allow letters, digits and `.-_` in the name of a group.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || [0x2D, 0x2E, 0x5F].contains(byte)
            }
    }
}
