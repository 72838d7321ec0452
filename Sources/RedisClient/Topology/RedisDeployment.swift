/// In which of the forms that people run Redis in a client finds its server.
package enum RedisDeployment: Sendable, Equatable {
    /// One server, or a name that always leads to the one in charge.
    case server(RedisEndpoint)
    /// Sentinels watch a group and know its master.
    case sentinels([RedisEndpoint], master: String)
    /// A cluster, entered by any of its nodes. A client speaks to the master of one hash slot.
    case cluster([RedisEndpoint])
}

extension RedisDeployment: CustomStringConvertible {
    package var description: String {
        func list(_ endpoints: [RedisEndpoint]) -> String { endpoints.map(\.description).joined(separator: ",") }
        return switch self {
        case .server(.socket(let path)): "redis+unix://\(path)"
        case .server(let endpoint): "redis://\(endpoint)"
        case .sentinels(let sentinels, let master): "redis+sentinel://\(list(sentinels))/\(master)"
        case .cluster(let nodes): "redis+cluster://\(list(nodes))"
        }
    }
}
