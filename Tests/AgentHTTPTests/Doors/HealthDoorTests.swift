import AgentHTTP
import Synchronization
import Testing

@Suite("Health")
struct HealthDoorTests {
    private func status(_ target: String, _ readiness: Readiness) async throws -> Int {
        try await withServer(routes: HealthDoor { readiness }.routes) { server in
            try #require(try await server.get(target)).status
        }
    }

    @Test(
        "is live whatever else is wrong, and ready once a snapshot is there, however old",
        arguments: [
            ("/livez", Readiness(hasSnapshot: false, age: nil), 200),
            ("/readyz", Readiness(hasSnapshot: false, age: nil), 503),
            ("/readyz", Readiness(hasSnapshot: true, age: nil), 200),
            ("/readyz", Readiness(hasSnapshot: true, age: .seconds(900_000)), 200),
        ])
    func ready(target: String, readiness: Readiness, expected: Int) async throws {
        #expect(try await status(target, readiness) == expected)
    }

    @Test(
        "counts a store that is away only for those who ask",
        arguments: [
            ("30s", 30, 200), ("30s", 31, 503), ("30", 30, 200), ("2m", 120, 200), ("1500ms", 2, 503),
            ("1h", 3600, 200),
            ("", 0, 400), ("s", 0, 400), ("-1s", 0, 400), ("1.5s", 0, 400), ("30d", 0, 400), ("99999999999s", 0, 400),
        ])
    func fresh(limit: String, age: Int, expected: Int) async throws {
        let readiness = Readiness(hasSnapshot: true, age: .seconds(age))
        #expect(try await status("/readyz?max_age=\(limit)", readiness) == expected)
    }

    @Test("is live while the agent does without something, and says without what")
    func lacks() async throws {
        let door = HealthDoor {
            Readiness(hasSnapshot: true, age: nil)
        } lacks: {
            ["without ingest.sock: No space left on device"]
        }
        try await withServer(routes: door.routes) { server in
            let response = try await server.get("/livez")
            #expect(response?.status == 200)
            #expect(response?.body == "ok\nwithout ingest.sock: No space left on device\n")
        }
    }

    @Test("is not fresh where the store was never reached")
    func neverReached() async throws {
        #expect(try await status("/readyz?max_age=1h", Readiness(hasSnapshot: true, age: nil)) == 503)
    }

    @Test("latches nothing: it follows every change, both ways")
    func latchesNothing() async throws {
        let hasSnapshot = Mutex(false)
        let door = HealthDoor { Readiness(hasSnapshot: hasSnapshot.withLock { $0 }, age: .milliseconds(1234)) }
        try await withServer(routes: door.routes) { server in
            for expected in [false, true, false, true] {
                hasSnapshot.withLock { $0 = expected }
                let response = try await server.get("/readyz")
                #expect(response?.status == (expected ? 200 : 503))
                if expected { #expect(response?.body == #"{"age_ms":1234,"ready":true}"#) }
            }
        }
    }
}
