/// One holder at a time, for a limited time, renewed while it lives.
package struct Lease: Sendable, Equatable {
    package var name: String
    package var holder: String
    /// Higher with every new holder, for good: what an earlier holder still sends is refused.
    package var token: UInt64
    /// Unix milliseconds by the store's clock.
    package var expiresAt: Int64

    package init(name: String, holder: String, token: UInt64, expiresAt: Int64) {
        self.name = name
        self.holder = holder
        self.token = token
        self.expiresAt = expiresAt
    }

    package var fence: Fence { Fence(lease: name, token: token) }
}

/// A fencing token, sent with what its holder changes (M. Kleppmann, "How to do distributed locking", 2016): the store
/// refuses it once the lease has another holder, however late the message is.
package struct Fence: Sendable, Equatable {
    package var lease: String
    package var token: UInt64

    package init(lease: String, token: UInt64) {
        self.lease = lease
        self.token = token
    }
}
