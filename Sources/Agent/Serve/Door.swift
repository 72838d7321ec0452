/// One of the places where the agent can be reached over a socket.
enum Door: Sendable, Hashable {
    /// HTTP at `flagpost.sock`.
    case http
    /// Datagrams at `ingest.sock`.
    case datagrams
    /// Metrics and health over TCP.
    case observation(AgentConfiguration.Address)

    /// What logs, status and the label `door` call it.
    var name: String {
        switch self {
        case .http: "flagpost.sock"
        case .datagrams: "ingest.sock"
        case .observation: "listen"
        }
    }
}
