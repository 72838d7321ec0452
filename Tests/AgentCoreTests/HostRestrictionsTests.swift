import AgentCore
import FlagModel
import Testing

/// What people hold back on one host by hand.
@Suite struct HostRestrictionsTests {
    private static func restriction(
        _ key: String = "chat", _ target: String = FeatureState.wholeFeature, by: String = "uid:ann@web-1"
    ) -> HostRestriction {
        HostRestriction(
            key: key, target: target, act: FeatureState.Act(by: by, at: 5, reason: "rude", source: "host"))
    }

    private static func restored(_ target: String, at revision: UInt64) -> [String: FeatureState] {
        ["chat": FeatureState(key: "chat", cleared: [target: revision])]
    }

    @Test func `what is held stays the first one's, and ends for the whole or for one variant`() {
        var held = HostRestrictions()
        #expect(held.hold(Self.restriction()) == .held)
        #expect(held.hold(Self.restriction(by: "uid:ben@web-1")) == .heldAlready)
        #expect(held.hold(Self.restriction("chat", "canary")) == .held)
        #expect(held.all.map(\.act.by) == ["uid:ann@web-1", "uid:ann@web-1"])
        #expect(held.end("chat", target: "canary").map(\.target) == ["canary"])
        #expect(held.end("search", target: nil).isEmpty)
        #expect(held.end("chat", target: nil).count == 1)
        #expect(held.all.isEmpty)
    }

    @Test func `a restore that nobody made who could know of it ends nothing`() {
        var held = HostRestrictions()
        _ = held.hold(Self.restriction())
        #expect(held.reconcile(states: Self.restored(FeatureState.wholeFeature, at: 1_000_000)).isEmpty)
        // The fleet is told, and the store confirms a revision after that: what comes later counts.
        held.announced(held.all, at: 100)
        let isSettled1 = held.settle(confirmedAt: 100, revision: 50)
        #expect(!isSettled1)
        let isSettled2 = held.settle(confirmedAt: 101, revision: 50)
        #expect(isSettled2)
        let isSettled3 = held.settle(confirmedAt: 102, revision: 51)
        #expect(!isSettled3)
        #expect(held.reconcile(states: Self.restored(FeatureState.wholeFeature, at: 50)).isEmpty)
        #expect(held.reconcile(states: Self.restored("canary", at: 60)).isEmpty)
        #expect(held.reconcile(states: Self.restored(FeatureState.wholeFeature, at: 51)).count == 1)
        #expect(held.all.isEmpty)
    }

    @Test func `what was ordered after an announcement waits for the next one`() {
        var held = HostRestrictions()
        _ = held.hold(Self.restriction())
        let announced = held.all
        _ = held.hold(Self.restriction("search"))
        held.announced(announced, at: 1)
        let isSettled4 = held.settle(confirmedAt: 2, revision: 7)
        #expect(isSettled4)
        #expect(held.all.map(\.basis) == [7, nil])
    }

    @Test func `there is room for a thousand, and always for the whole namespace`() {
        var held = HostRestrictions()
        for index in 0..<HostRestrictions.limit { #expect(held.hold(Self.restriction("f\(index)")) == .held) }
        #expect(held.hold(Self.restriction("more")) == .full)
        #expect(!held.isNamespaceHeld)
        #expect(held.hold(Self.restriction(FeatureState.namespaceKey)) == .held)
        #expect(held.isNamespaceHeld)
    }

    @Test func `it comes back from disk as it was, and one that is broken loses no other`() throws {
        var held = HostRestrictions()
        _ = held.hold(Self.restriction())
        _ = held.hold(Self.restriction("chat", "canary"))
        held.announced(held.all, at: 1)
        _ = held.settle(confirmedAt: 2, revision: 7)
        var faults: [String] = []
        #expect(try HostRestrictions(json: held.json, faults: &faults).all == held.all)
        #expect(faults.isEmpty)
        let broken: JSONValue = ["restrictions": [["key": "", "target": "x"], 7, ["key": "a", "target": "b"]]]
        #expect(try HostRestrictions(json: broken, faults: &faults).all.map(\.key) == ["a"])
        #expect(faults.count == 2)
        #expect(throws: HostTripsError.self) {
            var none: [String] = []
            _ = try HostRestrictions(json: ["x": 1], faults: &none)
        }
    }
}
