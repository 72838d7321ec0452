// How many files the agent may have open, shared out so that it never meets the limit: a ring or a connection too many
// would else be the one that the store, a snapshot or a probe of its health needs.

import AgentHTTP

#if canImport(Glibc)
    import Glibc
#endif

struct DescriptorBudget: Sendable, Equatable {
    /// What the process may open.
    var descriptors: Int

    /// For the store, files under way, the event loops and the doors themselves.
    private static let own = 128
    /// The least with which the agent gives everybody a little.
    static let least = 256

    /// Raises the process's own limit as far as it may, and takes that.
    static func raised() -> DescriptorBudget {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return DescriptorBudget(descriptors: least)
        }
        var higher = limit
        higher.rlim_cur = limit.rlim_max
        if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &higher) == 0 { limit = higher }
        return DescriptorBudget(descriptors: Int(clamping: limit.rlim_cur))
    }

    private var free: Int { max(descriptors - Self.own, 0) }

    /// Connections of each of the two endpoints, and of health beyond them.
    var http: HTTPLimits {
        var limits = HTTPLimits()
        limits.connectionsPerEndpoint = min(limits.connectionsPerEndpoint, max(free / 8, 8))
        limits.connectionsPerPeer = max(limits.connectionsPerEndpoint / 2, 1)
        limits.healthReserve = min(limits.healthReserve, max(free / 16, 4))
        return limits
    }

    /// Rings read at a time, at most `wanted`.
    func rings(_ wanted: Int) -> Int {
        let connections = 2 * (http.connectionsPerEndpoint + http.healthReserve)
        return min(wanted, max(free - connections, 8))
    }
}
