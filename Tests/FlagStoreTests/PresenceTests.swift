import FlagModel
import FlagStore
import Testing

@Suite struct PresenceTests {
    private func presence(trips: Int, features: Int) -> Presence {
        let act = FeatureState.Act(by: "agent", at: 1, reason: "20 of 20 calls failed", source: "guard")
        return Presence(
            agent: "a", host: "h", version: "1", lineage: Lineage(storeID: "s", epoch: 1, revision: 1),
            appliedAfter: 1.5,
            trips: (0..<trips).map {
                Presence.HostTrip(
                    feature: "feature-\($0)",
                    trip: FeatureState.Trip(
                        act: act, guardName: "errors", target: "canary", action: .kill, digest: "d", basis: 1,
                        evidence: .null))
            },
            traffic: Dictionary(uniqueKeysWithValues: (0..<features).map { ("feature-\($0)", ["canary", "stable"]) }),
            readers: Presence.Readers(processes: 1, taken: 1, idle: 0, takenAfter: [0.5]))
    }

    @Test(arguments: [nil, Lineage(storeID: "o", epoch: 2, revision: 7)])
    func `a store that went back is told as it was seen`(found: Lineage?) {
        var presence = presence(trips: 1, features: 1)
        presence.rewind = Presence.Rewind(reason: "it is another store", found: found)
        #expect(Presence(json: presence.json, seenAt: 0) == presence)
    }

    @Test func `what fits is said whole`() throws {
        let presence = presence(trips: 100, features: 500)
        #expect(presence.fitting == presence)
    }

    @Test(arguments: [(0, 20_000), (2_000, 0), (400, 20_000), (2_000, 2_000)])
    func `of what does not fit as much is said as does, trips first`(trips: Int, features: Int) throws {
        let presence = presence(trips: trips, features: features)
        let fitting = presence.fitting
        let size = try fitting.encoded().utf8.count
        #expect(size > StoreLimits.presenceBytes * 3 / 4)
        #expect(fitting.trips == Array(presence.trips.prefix(fitting.trips.count)))
        #expect(fitting.trips.count == trips || fitting.traffic.isEmpty)
        #expect(fitting.traffic.allSatisfy { presence.traffic[$0.key] == $0.value })
    }
}
