import NIOCore

/// What waits for a connection: in order, bounded, and no longer than its deadline.
struct WaitingRequests {
    private let limit: Int
    private var requests: CircularBuffer<RedisRequest> = []

    init(limit: Int) {
        self.limit = limit
    }

    /// When the first of them has waited long enough; `nil` where nothing waits.
    var earliestDeadline: UInt64? { requests.lazy.map(\.deadline).min() }

    /// Whether there was room.
    mutating func append(_ request: RedisRequest) -> Bool {
        guard requests.count < limit else { return false }
        requests.append(request)
        return true
    }

    mutating func removeAll() -> CircularBuffer<RedisRequest> {
        defer { requests.removeAll() }
        return requests
    }

    /// Takes out those whose time has come.
    mutating func removeExpired(at now: UInt64) -> [RedisRequest] {
        let expired = Array(requests.filter { $0.deadline <= now })
        if !expired.isEmpty { requests.removeAll { $0.deadline <= now } }
        return expired
    }
}
