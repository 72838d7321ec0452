import FlagModel
import FlagStore
import SQLiteStore
import Testing

@testable import Commands

@Suite("StateChange")
struct StateChangeTests {
    @Test("a restore that rests on an older state is a conflict, and lifts nothing")
    func staleRestore() async throws {
        let fixture = try await CommandFixture.withFeature()
        try await fixture.run("kill", "support-chat", "--reason", "r").expectStatus(0)
        let store = try fixture.openStore()
        let held = try await HeldRestrictions.look(at: "support-chat", variant: nil, in: store)
        try await fixture.run("withdraw", "support-chat", "canary", "--reason", "r").expectStatus(0)
        let change = StateChange(
            verb: "restore", key: "support-chat", variant: nil,
            operation: .restore(variant: nil, expected: held.revision), reason: "r")
        await #expect(throws: StoreError.self) { try await change.commit(to: store) }
        let now = try await HeldRestrictions.look(at: "support-chat", variant: nil, in: store)
        #expect(now.descriptions.count == 2)
        await store.close()
    }

    @Test("a store that cannot be reached is tried again only for so long")
    func patience() async throws {
        let store = try SQLiteStore(path: "/nowhere/flags.db", namespace: "default")
        await store.close()
        let patient = PatientStore(store: store, limit: .milliseconds(60), pause: .milliseconds(20))
        let start = ContinuousClock.now
        await #expect(throws: StoreError.self) { try await patient.load() }
        let spent = ContinuousClock.now - start
        #expect(spent >= .milliseconds(20))
        #expect(spent < .seconds(5))
    }
}
