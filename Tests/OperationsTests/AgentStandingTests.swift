import FlagModel
import FlagStore
import Samples
import Testing

@testable import Operations

@Suite("AgentStanding")
struct AgentStandingTests {
    private let store = Lineage(storeID: "s", epoch: 1, revision: 10)
    private let now: Int64 = 1_000_000

    private func standing(
        revision: UInt64 = 10, store id: String = "s", silent: Int64 = 0, committed: [UInt64: Int64] = [:]
    ) -> AgentStanding {
        let agent = Presence.sample(
            host: "web-1", lineage: Lineage(storeID: id, epoch: 1, revision: revision), seenAt: now - silent)
        let attribution = Attribution(commitID: "c", actor: "uid:kim", reason: "", source: "cli")
        let log = committed.map { revision, ago in
            ChangeRecord(
                revision: revision, at: now - ago, payload: ChangePayload(attribution: attribution, changes: []),
                payloadDigest: "", chain: "")
        }
        return AgentStanding(of: agent, in: Fleet(now: now, agents: [agent]), at: store, log: log)
    }

    @Test("follows where it has applied what the store holds")
    func follows() {
        #expect(standing() == .follows)
        #expect(standing(revision: 12, committed: [9: 60_000]) == .follows)
    }

    @Test("lags once what it lacks is older than its poll interval, counted from the first of it")
    func lags() {
        #expect(standing(revision: 8, committed: [9: 10_000, 10: 1_000]) == .follows)
        #expect(
            standing(revision: 8, committed: [8: 90_000, 9: 10_001, 10: 1_000])
                == .lags(revisions: 2, milliseconds: 10_001))
    }

    @Test("is gone once it was not heard of for 15 seconds, and strays in another store")
    func gone() {
        #expect(standing(silent: 15_000) == .follows)
        #expect(standing(silent: 15_001) == .gone(milliseconds: 15_001))
        #expect(standing(store: "other") == .strays)
    }
}
