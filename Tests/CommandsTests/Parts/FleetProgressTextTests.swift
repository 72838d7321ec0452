import FlagStore
import Operations
import Samples
import Testing

@testable import Commands

@Suite struct FleetProgressTextTests {
    private let target = Lineage(storeID: "s", epoch: 1, revision: 10)

    private func lines(_ agents: [Presence], faults: [StoreLoad.Fault] = []) -> [String] {
        FleetProgress(fleet: Fleet(now: 100_000, agents: agents, faults: faults), target: target)
            .lines(on: Terminal.detect(environment: [:], isTerminal: { _ in false }))
    }

    @Test func `what is wrong with an agent is said in words`() {
        #expect(AgentStanding.follows.trouble == nil)
        #expect(AgentStanding.lags(revisions: 2, milliseconds: 12_000).trouble == "lags by 2 revisions for 12 s")
        #expect(AgentStanding.gone(milliseconds: 240_000).trouble == "is gone: not heard of for 4 min")
    }

    @Test func `it says so if no agent was seen`() {
        #expect(lines([]).first?.hasPrefix("no agent was seen") == true)
    }

    @Test func `agents that are gone are named last`() {
        let agents = [
            Presence.sample(host: "a", lineage: target, seenAt: 100_000),
            .sample(host: "c\u{1B}[2J", lineage: target, seenAt: 40_000),
        ]
        #expect(lines(agents).last == "  gone: c\u{FFFD}[2J not heard of for 60 s")
    }

    @Test func `records that cannot be read are named though nobody is known to follow`() {
        let lines = lines([], faults: [.init(name: "presence/x", reason: "too long")])
        #expect(lines.first?.contains("nobody is known to follow") == true)
        #expect(lines.last == "  damaged: presence/x: too long")
    }
}
