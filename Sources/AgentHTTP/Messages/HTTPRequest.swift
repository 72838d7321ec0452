package import NIOHTTP1

/// One request, whole: the body has arrived.
package struct HTTPRequest: Sendable {
    package var method: HTTPMethod
    /// As it was sent, without the query; still percent-encoded.
    package var path: String
    /// Decoded. Where a name comes twice, the first counts.
    package var query: [String: String]
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// What the route's `{name}` segments matched, decoded.
    package var parameters: [String: String]
    /// `nil` over TCP.
    package var peer: PeerCredentials?

    package init(
        method: HTTPMethod, path: String, query: [String: String] = [:], headers: HTTPHeaders = [:], body: [UInt8] = [],
        parameters: [String: String] = [:], peer: PeerCredentials? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.parameters = parameters
        self.peer = peer
    }
}
