/// How a client's connection is.
package struct RedisLink: Sendable, Equatable {
    /// The server at the other end.
    package var endpoint: RedisEndpoint
    /// `TLS 1.3`; `nil`: in the clear.
    package var encryption: String?

    package init(endpoint: RedisEndpoint, encryption: String?) {
        self.endpoint = endpoint
        self.encryption = encryption
    }
}
