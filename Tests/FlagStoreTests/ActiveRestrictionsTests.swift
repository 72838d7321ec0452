import FlagModel
import FlagStore
import Testing

@Suite struct ActiveRestrictionsTests {
    private static func act(_ by: String, at: Int64 = 1, source: String = "cli") -> FeatureState.Act {
        FeatureState.Act(by: by, at: at, reason: "rude", source: source)
    }

    private static func trip(
        _ target: String, _ action: GuardRule.Action = .kill, by: String = "redis:agent", at: Int64 = 1
    ) -> FeatureState.Trip {
        FeatureState.Trip(
            act: act(by, at: at, source: "guard:errors"), guardName: "errors", target: target, action: action,
            digest: "", basis: 1, evidence: .null)
    }

    private static func presence(
        _ host: String, trips: [FeatureState.Trip] = [], held: [HostRestriction] = []
    ) -> Presence {
        Presence(
            agent: host, host: host, version: "1", lineage: Lineage(storeID: "s", epoch: 1, revision: 1),
            appliedAfter: 0, trips: trips.map { Presence.HostTrip(feature: "chat", trip: $0) }, held: held,
            traffic: [:],
            readers: Presence.Readers(processes: 0, taken: 0, idle: 0, takenAfter: []))
    }

    @Test func `a person's and a guard's doing are told apart, the namespace first`() {
        let trip = Self.trip("canary", .serve("cheap"))
        let active = ActiveRestrictions(states: [
            FeatureState(
                key: "chat", kill: Self.act("redis:ann"),
                withdrawn: ["trial": FeatureState.Withdrawal(act: Self.act("redis:ben"), digest: "")],
                trips: [trip.id: trip]),
            FeatureState(key: FeatureState.namespaceKey, kill: Self.act("redis:cleo")),
        ])
        #expect(active.list.map(\.key) == ["@namespace", "chat", "chat", "chat"])
        #expect(active.list.map(\.variant) == [nil, nil, "canary", "trial"])
        #expect(active.list.map(\.cause) == [.killed, .killed, .tripped, .withdrawn])
        #expect(active.list.map(\.effect) == [.off, .off, .serve("cheap"), .off])
        #expect(active.list[2].guardName == "errors")
        #expect(active.list.allSatisfy { $0.hosts.isEmpty && !$0.isByHand })
    }

    @Test func `hosts that hold the same for themselves are one entry, and none where the store holds it`() {
        let fleet = [
            Self.presence("web-2", trips: [Self.trip("canary", by: "agent:web-2", at: 9)]),
            Self.presence("web-1", trips: [Self.trip("canary", by: "agent:web-1", at: 7)]),
        ]
        let alone = ActiveRestrictions(states: [], fleet: fleet).list
        #expect(alone.map(\.hosts) == [["web-1", "web-2"]])
        #expect(alone.map(\.act.at) == [7])
        #expect(ActiveRestrictions(states: [], fleet: fleet.reversed()) == ActiveRestrictions(states: [], fleet: fleet))
        let trip = Self.trip("canary")
        let stored = ActiveRestrictions(states: [FeatureState(key: "chat", trips: [trip.id: trip])], fleet: fleet).list
        #expect(stored.map(\.hosts) == [[]])
    }

    @Test func `ten thousand hosts that trip alike are one entry with all their names`() {
        let fleet = (0..<10_000).map { Self.presence("web-\($0)", trips: [Self.trip("canary")]) }
        let list = ActiveRestrictions(states: [], fleet: fleet).list
        #expect(list.map(\.hosts.count) == [10_000])
    }

    @Test func `what a person holds on a host stays beside what the store holds`() {
        let byHand = HostRestriction(
            key: "chat", target: FeatureState.wholeFeature, act: Self.act("uid:ann@web-1", source: "host"))
        let active = ActiveRestrictions(
            states: [FeatureState(key: "chat", kill: Self.act("redis:ann"))],
            fleet: [Self.presence("web-1", held: [byHand])])
        #expect(active.list.map(\.hosts) == [[], ["web-1"]])
        #expect(active.list.map(\.isByHand) == [false, true])
    }

    @Test func `restrictions come back from JSON as they were, and presence carries what is held by hand`() throws {
        let byHand = HostRestriction(
            key: "chat", target: "canary", act: Self.act("uid:ann@web-1", source: "host"), basis: 4)
        let presence = Self.presence("web-1", trips: [Self.trip("@feature", .serve("cheap"))], held: [byHand])
        let active = ActiveRestrictions(states: [], fleet: [presence])
        #expect(active.list.count == 2)
        #expect(active.list.compactMap { Restriction(json: $0.json) } == active.list)
        #expect(Presence(json: presence.json, seenAt: 0) == presence)
        #expect(Restriction(json: ["key": "chat", "cause": "SAD", "effect": "off"]) == nil)
    }

    @Test func `a presence record leaves out what has no room`() {
        let many = (0..<1_000).map { index in
            HostRestriction(
                key: "feature-\(index)", target: FeatureState.wholeFeature,
                act: FeatureState.Act(
                    by: "uid:ann@web-1", at: 1, reason: String(repeating: "x", count: 1_000), source: "host"))
        }
        let presence = Self.presence("web-1", trips: [Self.trip("canary")], held: many).fitting
        #expect(presence.trips.count == 1)
        #expect((100..<1_000).contains(presence.held.count))
        #expect(throws: Never.self) { _ = try presence.encoded() }
    }
}
