/// TLS: whom to trust, and who we are. Files are PEM, and read anew with every connection, so that renewed certificates
/// need no restart.
package struct RedisEncryption: Sendable, Equatable {
    /// Certificates of the authorities that may sign the server's; `nil`: the system's.
    package var authorities: String?
    /// Our certificate, followed by those between it and its authority, and its key; for servers that ask for one.
    package var certificate: String?
    package var key: String?
    /// What the server's certificate must be for where that is neither the host nor the address we connect to.
    package var serverName: String?

    package init(
        authorities: String? = nil, certificate: String? = nil, key: String? = nil, serverName: String? = nil
    ) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
        self.serverName = serverName
    }
}
