import FlagModel
import FlagStore
import Synchronization

/// This agent's leadership as its services share it.
final class SharedLeadership: Sendable {
    private let leadership: Mutex<Leadership>

    init(agent: String) { leadership = Mutex(Leadership(agent: agent)) }

    /// An agent that has taken another id leads under none.
    func rename(_ agent: String) { leadership.withLock { $0.agent = agent } }

    func answered(_ lease: Lease, askedAt: UInt64) {
        leadership.withLock { $0.answered(lease, askedAt: askedAt) }
    }

    /// What was answered came from a store that cannot know.
    func lapse() { leadership.withLock { $0.lapse() } }

    /// `nil` where this agent does not lead at this moment.
    var fence: Fence? { leadership.withLock { $0.fence(at: HostClock.monotonic()) } }

    var json: JSONValue {
        let (leader, token) = leadership.withLock { ($0.leader, $0.token) }
        return [
            "leads": .bool(fence != nil), "leader": leader.map(JSONValue.string) ?? .null,
            "token": token.map { .integer(Int64(clamping: $0)) } ?? .null,
        ]
    }
}
