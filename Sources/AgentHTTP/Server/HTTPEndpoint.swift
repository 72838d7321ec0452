/// One address and what is served there.
package struct HTTPEndpoint: Sendable {
    package enum Address: Sendable, Equatable, CustomStringConvertible {
        case unix(UnixSocketAddress)
        /// Port 0 takes any free one.
        case tcp(host: String, port: Int)

        package var description: String {
            switch self {
            case .unix(let address): address.path
            case .tcp(let host, let port): "\(host):\(port)"
            }
        }
    }

    package var address: Address
    package var routes: [HTTPRoute]

    package init(_ address: Address, routes: [HTTPRoute]) {
        self.address = address
        self.routes = routes
    }
}
