import FlagStore
import Testing

@testable import Agent

@Suite struct LeadershipTests {
    private static let second: UInt64 = 1_000_000_000

    private func lease(of holder: String, token: UInt64 = 7) -> Lease {
        Lease(name: Leadership.lease, holder: holder, token: token, expiresAt: 0)
    }

    @Test func `who was given the lease leads until it is over by its own clock, counted from before it asked`() {
        var leadership = Leadership(agent: "a")
        #expect(leadership.fence(at: 0) == nil)
        leadership.answered(lease(of: "a"), askedAt: 100)
        #expect(leadership.fence(at: 100)?.token == 7)
        #expect(leadership.fence(at: 99 + 15 * Self.second)?.token == 7)
        #expect(leadership.fence(at: 100 + 15 * Self.second) == nil)
        #expect(leadership.leader == "a")
    }

    @Test func `renewed, it leads on; given to another, it leads no more`() {
        var leadership = Leadership(agent: "a")
        leadership.answered(lease(of: "a"), askedAt: 0)
        leadership.answered(lease(of: "a"), askedAt: 10 * Self.second)
        #expect(leadership.fence(at: 20 * Self.second) != nil)
        leadership.answered(lease(of: "b", token: 8), askedAt: 20 * Self.second)
        #expect(leadership.fence(at: 20 * Self.second) == nil)
        #expect(leadership.leader == "b")
    }

    @Test func `a lease that a store in doubt gave is none`() {
        var leadership = Leadership(agent: "a")
        leadership.answered(lease(of: "a"), askedAt: 0)
        leadership.lapse()
        #expect(leadership.fence(at: 1) == nil)
        #expect(leadership.leader == nil)
    }
}
