import FlagModel
import FlagStore
import Operations
import SQLiteStore
import Samples
import Testing

@testable import Commands

@Suite("flagpost kill --wait")
struct WaitTests {
    @Test("ends with 0 as soon as every agent has applied it and every process has taken it")
    func everyone() async throws {
        let fixture = try await CommandFixture.withFeature()
        let store = try fixture.openStore()
        try await store.announce(.sample(host: "web-1", lineage: try await store.lineage()))
        let command = try fixture.process(["kill", "support-chat", "--reason", "r", "--wait", "-o", "json"])
        let lineage = try await store.lineage(from: 2)
        let readers = Presence.Readers(processes: 3, taken: 2, idle: 1, takenAfter: [1, 4])
        try await store.announce(.sample(host: "web-1", lineage: lineage, readers: readers))
        let fleet = try await command.result().expectStatus(0).json()["fleet"]
        #expect(fleet?["complete"] == true)
        #expect(fleet?["agents"] == 1)
        #expect(fleet?["applied"] == 1)
        #expect(fleet?["processes"] == 3)
        #expect(fleet?["taken"] == 2)
        #expect(fleet?["idle"] == 1)
        #expect(fleet?["applied_after_ms"]?["p99"] == 12)
        #expect(fleet?["taken_after_ms"]?["max"] == 4)
        await store.close()
    }

    @Test("prints the times by quantile for people")
    func text() async throws {
        let fixture = try await CommandFixture.withFeature()
        let store = try fixture.openStore()
        try await store.announce(.sample(host: "web-1", lineage: try await store.lineage()))
        let command = try fixture.process(["kill", "support-chat", "--reason", "r", "--wait"])
        let lineage = try await store.lineage(from: 2)
        let readers = Presence.Readers(processes: 2, taken: 2, idle: 0, takenAfter: [1, 400])
        try await store.announce(.sample(host: "web-1", lineage: lineage, readers: readers))
        let result = await command.result().expectStatus(0)
        #expect(
            result.output == """
                killed support-chat at revision 2
                revision 2: applied by 1 of 1 agents, taken by 2 of 2 processes
                  applied after  p50 12 ms, p90 12 ms, p99 12 ms, max 12 ms
                  taken after    p50 1 ms, p90 400 ms, p99 400 ms, max 400 ms

                """)
        await store.close()
    }

    @Test("says plainly that no agent was seen, and ends with 2")
    func nobody() async throws {
        let fixture = try await CommandFixture.withFeature()
        let result = try await fixture.run("kill", "support-chat", "--reason", "r", "--wait").expectStatus(4)
        #expect(result.output.hasPrefix("killed support-chat at revision 2\nno agent was seen in the last 15 s"))
    }

    @Test("names who lags when the time is over")
    func laggards() async throws {
        let fixture = try await CommandFixture.withFeature()
        let store = try fixture.openStore()
        let lineage = try await store.lineage()
        try await store.announce(.sample(host: "web-1", lineage: lineage))
        var next = lineage
        next.revision += 1
        let progress = try await FleetWait(limit: .milliseconds(300)).follow(next, in: store) { _ in }
        #expect(progress.laggards.map(\.host) == ["web-1"])
        #expect(progress.laggards.first?.reason == "is at revision \(lineage.revision)")
        #expect(progress.agents == 1)
        #expect(progress.applied == 0)
        await store.close()
    }
}

extension DocumentStore {
    /// The lineage once the store has come to a revision.
    fileprivate func lineage(from revision: UInt64) async throws -> Lineage {
        while true {
            let lineage = try await lineage()
            if lineage.revision >= revision { return lineage }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
