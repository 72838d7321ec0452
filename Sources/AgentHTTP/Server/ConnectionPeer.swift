import NIOCore

/// Whose connection it is, as far as one client's share goes.
enum ConnectionPeer: Hashable, Sendable {
    /// The user of a Unix connection.
    case user(UInt32)
    /// An IPv4 address, also one that came as IPv6.
    case address([UInt8])
    /// The /64 of an IPv6 address: a host has as many of these as it likes.
    case network([UInt8])
    case unknown

    /// - Parameter credentials: of a Unix connection; `nil` over TCP.
    init(_ credentials: PeerCredentials?, _ address: SocketAddress?) {
        if let credentials {
            self = .user(credentials.userID)
            return
        }
        // Where `sockaddr_in` and `sockaddr_in6` have the address's bytes.
        switch address {
        case .v4: self = .address(Self.bytes(of: address, 4..<8))
        case .v6: self.init(sixteen: Self.bytes(of: address, 8..<24))
        case .unixDomainSocket, nil: self = .unknown
        }
    }

    /// - Parameter bytes: an IPv6 address.
    init(sixteen bytes: [UInt8]) {
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
        self = isMapped ? .address(Array(bytes[12...])) : .network(Array(bytes[..<8]))
    }

    private static func bytes(of address: SocketAddress?, _ range: Range<Int>) -> [UInt8] {
        let found =
            address?.withSockAddr { pointer, size in
                Array(
                    UnsafeRawBufferPointer(start: pointer, count: size).dropFirst(range.lowerBound).prefix(range.count))
            } ?? []
        return found.count == range.count ? found : [UInt8](repeating: 0, count: range.count)
    }
}
