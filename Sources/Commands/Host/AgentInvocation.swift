import FlagStore

/// What `flagpost agent` was asked to run with.
struct AgentInvocation: Sendable {
    struct Address: Sendable, Equatable {
        /// A name or address, IPv6 without brackets.
        var host: String
        var port: UInt16
    }

    var store: StoreLocation
    var redis: RedisCredentials
    var namespace: String
    /// The parent of the namespaces' folders.
    var runtimeDirectory: String
    var stateDirectory: String
    /// Metrics and health over TCP; `nil`: nowhere.
    var listen: Address?
    /// Between looks at the store's revision, where no hint comes.
    var pollInterval: Duration
}
