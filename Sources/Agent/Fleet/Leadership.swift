// One agent of a namespace leads: it may do for all what all must not do at once. The store decides who, by a lease;
// a leader that was stopped, cut off or slow must not go on believing it is one, so it counts the lease by its own
// clock, from before it asked, and what it sends carries the lease's token, which the store checks.

import FlagStore

/// Whether this agent leads. A pure value; times are monotonic nanoseconds of this host.
struct Leadership: Sendable {
    /// What the lease is called in the store.
    static let lease = "leader"
    static let milliseconds: Int64 = 15_000

    var agent: String
    private var last: (lease: Lease, askedAt: UInt64)?

    init(agent: String) { self.agent = agent }

    /// The store's answer to a request made at `askedAt`.
    mutating func answered(_ lease: Lease, askedAt: UInt64) { last = (lease, askedAt) }

    /// Leads no more, whatever was answered.
    mutating func lapse() { last = nil }

    /// Shown with every change that only a leader may make; `nil` where this agent leads no more, or never did.
    func fence(at now: UInt64) -> Fence? {
        guard let last, last.lease.holder == agent, now >= last.askedAt else { return nil }
        return now - last.askedAt < UInt64(Self.milliseconds) * 1_000_000 ? last.lease.fence : nil
    }

    /// Which agent the store named when it was last asked; `nil` before that.
    var leader: String? { last?.lease.holder }

    var token: UInt64? { last?.lease.token }
}
