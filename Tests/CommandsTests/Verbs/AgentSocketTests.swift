import AgentHTTP
import FlagModel
import FlagStore
import Foundation
import SQLiteStore
import Samples
import Synchronization
import Testing

@Suite("verbs that ask this host's agent")
struct AgentSocketTests {
    private static func status(of fixture: CommandFixture) -> JSONValue {
        [
            "version": "0.1.0", "namespace": "default",
            "store": [
                "location": .string(fixture.store), "up": false, "error": "connection refused",
                "rewind": "it is another store",
            ],
            "push": ["missed": 2, "heard_ms_ago": 400],
            "revision": 7, "generation": 1_795_435_691_396, "age_ms": 120,
            "readers": ["processes": 3, "taken": 2, "idle": 1],
            "trips": [["feature": "support-chat", "guard": "errors", "target": "canary", "action": "kill"]],
            "guards": [
                [
                    "feature": "support-chat", "guard": "errors", "target": "canary", "state": "tripped",
                    "value": 0.412345678,
                    "threshold": 0.05,
                ]
            ],
            "faults": [["name": "feature/broken", "reason": "no variants"]],
        ]
    }

    @Test("the store is the one the agent uses, where none is named")
    func storeOfTheAgent() async throws {
        let fixture = try await CommandFixture.withFeature()
        let doors = try await AgentDoors.open(for: fixture, status: Self.status(of: fixture))
        let result = try await fixture.run(
            "kill", "support-chat", "--reason", "r", environment: ["FLAGPOST_STORE": ""])
        await doors.close()
        #expect(result.expectStatus(0).errors.contains("\(fixture.store) (the one this host's agent uses)"))
    }

    @Test("status shows the agent and the fleet")
    func status() async throws {
        let fixture = try await CommandFixture.withFeature()
        let store = try fixture.openStore()
        try await store.announce(.sample(host: "web-1"))
        await store.close()
        let doors = try await AgentDoors.open(for: fixture, status: Self.status(of: fixture))
        let text = try await fixture.run("status").expectStatus(0).output
        let json = try await fixture.run("status", "-o", "json").expectStatus(0).json()
        await doors.close()
        #expect(text.contains("  revision    7\n"))
        #expect(text.contains("  store seen  120 ms ago\n"))
        #expect(text.contains("    2 changes came without a hint, and were found by the poll\n"))
        #expect(text.contains("    3 reading processes, 2 at this revision, 1 idle\n"))
        #expect(text.contains("    support-chat  errors/canary  kill\n"))
        #expect(text.contains("    support-chat  errors  canary  tripped  0.4123  0.05\n"))
        #expect(text.contains("    not reached: connection refused\n    went back: it is another store\n"))
        #expect(text.contains("    feature/broken: no variants\n"))
        #expect(text.contains("  web-1  0.1.0"))
        #expect(json["agent"] == Self.status(of: fixture))
        #expect(json["fleet"]?.array?.first?["host"] == "web-1")
        #expect(json["fleet"]?.array?.first?["standing"] == "strays")
        #expect(text.contains("  web-1 follows another store or another life of this one\n"))
    }

    @Test("status without agent and without store fails, and says why")
    func nothing() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let result = try await fixture.run("status").expectStatus(1)
        #expect(result.output.contains("no agent answers on \(fixture.runtimeDirectory)/default/flagpost.sock"))
        #expect(result.output.contains("is not initialised"))
    }

    @Test("report sends one outcome, or many of the same")
    func report() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let bodies = Mutex<[JSONValue]>([])
        let doors = try await AgentDoors.open(for: fixture, status: [:]) { body in
            let outcomes = (try? JSONValue.parse(body))?.array ?? []
            bodies.withLock { $0 += outcomes }
            return .read(accepted: outcomes.count, rejected: [])
        }
        let result = try await fixture.run(
            "report", "--feature", "support-chat", "--variant", "canary", "--result", "rate_limited", "--latency-ms",
            "812", "--cost-usd", "0.25", "--count", "3")
        await doors.close()
        #expect(result.expectStatus(0).output == "accepted 3\n")
        let outcome: JSONValue = [
            "feature": "support-chat", "variant": "canary", "result": "rate_limited", "latency_ms": 812,
            "cost_usd": 0.25,
        ]
        #expect(bodies.withLock { $0 } == [outcome, outcome, outcome])
    }

    @Test("report fails where the agent rejects it, with the reason")
    func rejected() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let doors = try await AgentDoors.open(for: fixture, status: [:]) { _ in
            .read(accepted: 0, rejected: [.init(index: 0, reason: "feature: no such feature")])
        }
        let result = try await fixture.run("report", "--feature", "x", "--result", "ok").expectStatus(1)
        await doors.close()
        #expect(result.errors == "flagpost: the agent rejected it: feature: no such feature\n")
    }

    @Test("report fails where the agent's queue is full")
    func full() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let doors = try await AgentDoors.open(for: fixture, status: [:]) { _ in .full(retryAfterSeconds: 1) }
        let result = try await fixture.run("report", "--feature", "x", "--result", "ok").expectStatus(1)
        await doors.close()
        #expect(result.errors.contains("the agent answers 503: the intake queue is full"))
    }

    @Test("report without an agent says how to start one")
    func absent() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let result = try await fixture.run("report", "--feature", "x", "--result", "ok").expectStatus(1)
        #expect(result.errors.contains("no agent answers on"))
        #expect(result.errors.contains("flagpost agent"))
    }
}
