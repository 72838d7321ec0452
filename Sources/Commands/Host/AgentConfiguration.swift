package import FlagStore

/// What `flagpost agent` was asked to run with.
package struct AgentConfiguration: Sendable {
    package struct Address: Sendable, Equatable {
        /// A name or address, IPv6 without brackets.
        package var host: String
        package var port: UInt16
    }

    package var store: StoreLocation
    /// From the environment or a file; never from the command line.
    package var redisPassword: String?
    package var namespace: String
    /// The parent of the namespaces' folders.
    package var runtimeDirectory: String
    package var stateDirectory: String
    /// Metrics and health over TCP; `nil`: nowhere.
    package var listen: Address?
    /// Between looks at the store's revision, where no hint comes.
    package var pollInterval: Duration
}
