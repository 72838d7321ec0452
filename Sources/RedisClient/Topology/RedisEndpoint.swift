/// Where one server listens.
package enum RedisEndpoint: Sendable, Hashable, CustomStringConvertible {
    case host(String, port: Int)
    case socket(path: String)

    package var description: String {
        switch self {
        case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .socket(let path): path
        }
    }

    /// As servers name each other: `host:port`, where an IPv6 address has no brackets. `nil` where the host is left
    /// out or cannot be one.
    init?(announced text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        self.init(host: String(text[..<colon]), port: Int(text[text.index(after: colon)...]))
    }

    /// Untrusted parts of a reply: a name of at most 253 visible characters and a port.
    init?(host: String?, port: Int?) {
        guard let host, let port, (1...65_535).contains(port), !host.isEmpty, host != "?", host.utf8.count <= 253,
            host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        self = .host(host, port: port)
    }
}
