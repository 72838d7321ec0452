import FlagModel
import FlagStore
import SQLiteStore
import Testing

@testable import Commands

@Suite("WatchEvent")
struct WatchEventTests {
    private let terminal = Terminal.detect(environment: [:], isTerminal: { _ in false })

    @Test("a change says when, what, who, through what and why on one line")
    func change() {
        let record = ChangeRecord(
            revision: 12, at: 1_795_435_691_396,
            payload: ChangePayload(
                attribution: Attribution(
                    commitID: "c", actor: "uid:ann@ops", onBehalfOf: "legal", reason: "wrong\nrefunds", source: "cli"),
                changes: [LoggedChange(.kill("support-chat"))]),
            payloadDigest: "", chain: "")
        #expect(
            WatchEvent.change(record).line(on: terminal)
                == "2026-11-23T12:08:11Z  revision 12  kill support-chat  by uid:ann@ops for legal (cli): wrong refunds"
        )
    }

    @Test("the host is told only when it serves something else than before")
    func host() {
        var follower = HostFollower()
        let tripped: JSONValue = [
            "revision": 8, "trips": [["feature": "f", "guard": "errors", "target": "canary", "action": "kill"]],
        ]
        #expect(follower.follow(["revision": 7]) == [.host(.init(revision: 7, trips: []))])
        #expect(follower.follow(["revision": 7, "age_ms": 3]) == [])
        #expect(follower.follow(tripped) == [.host(.init(revision: 8, trips: ["f errors/canary"]))])
        #expect(follower.follow(nil).map { $0.line(on: terminal) } == ["this host: no agent answers"])
    }

    @Test("a log that grew by more than is read at once says how many changes were passed over")
    func skipped() async throws {
        let fixture = try await CommandFixture.withFeature()
        let store = try fixture.openStore()
        var follower = ChangeLogFollower(key: nil)
        _ = try await follower.poll(store)
        for number in 0..<510 { try await store.put("f\(number)", body: "{}") }
        let events = try await follower.poll(store)
        #expect(events.first == .skipped(count: 10))
        #expect(events.count == 501)
        #expect(try await follower.poll(store).isEmpty)
        await store.close()
    }
}
