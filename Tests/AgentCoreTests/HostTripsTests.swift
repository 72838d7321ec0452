import Control
import FlagModel
import Testing

@testable import AgentCore

@Suite struct HostTripsTests {
    static let now: Int64 = 1_700_000_000_000

    func makeBreach(_ target: String = "canary", basis: UInt64 = 10, digest: String = "c1") -> Breach {
        Breach(
            feature: "chat", guardName: "errors", target: target, action: .kill, digest: digest, basis: basis,
            evidence: ["n": 20], reason: "20 of 20", isShadow: false)
    }

    func makeFeature(canaryDigest: String = "c1") -> Feature {
        Feature(
            key: "chat",
            variants: [
                Variant(name: "stable", value: ["model": "a"], digest: "s1"),
                Variant(name: "canary", value: ["model": "b"], digest: canaryDigest),
            ],
            onKill: "stable", baseline: "stable", route: [])
    }

    func tripped(_ agent: String = "me", _ breach: Breach? = nil) -> HostTrips {
        var trips = HostTrips(agent: agent)
        _ = trips.hold([breach ?? makeBreach()], by: agent, at: Self.now)
        return trips
    }

    func agent(_ id: String, traffic: [String] = ["canary"], trips: HostTrips? = nil) -> FleetView.Agent {
        FleetView.Agent(
            id: id, traffic: ["chat": traffic], trips: ["chat": trips?.announced.map(\.trip) ?? []])
    }

    @Test func `a breach holds at once, and once`() {
        var trips = HostTrips(agent: "me")
        #expect(trips.hold([makeBreach()], by: "me", at: Self.now) == ["chat"])
        #expect(trips.hold([makeBreach()], by: "me", at: Self.now + 1_000).isEmpty)
        #expect(trips.restrictions.map(\.variant) == ["canary"])
        #expect(trips.restrictions.first?.act.at == Self.now)
    }

    @Test func `a shadow breach holds nothing`() {
        var trips = HostTrips(agent: "me")
        var breach = makeBreach()
        breach.isShadow = true
        #expect(trips.hold([breach], by: "me", at: Self.now).isEmpty)
        #expect(trips.all.isEmpty)
    }

    @Test(arguments: [(1, 1), (3, 1), (4, 1), (5, 2), (8, 2), (9, 3), (200, 50)])
    func `a quarter of the agents with traffic is a quorum`(live: Int, quorum: Int) {
        let mine = tripped()
        for agreeing in 1...quorum {
            let others = (1..<max(live, 2)).prefix(live - 1).map { index in
                agent("other-\(index)", trips: index < agreeing ? tripped("other-\(index)") : nil)
            }
            let idle = (0..<50).map { agent("idle-\($0)", traffic: ["stable"]) }
            let commits = mine.commits(FleetView(now: Self.now, agents: others + idle))
            #expect(commits.count == (agreeing >= quorum ? 1 : 0), "\(agreeing) of \(live)")
        }
    }

    @Test func `a commit is named the same every time`() {
        let trips = tripped()
        let view = FleetView(now: Self.now, agents: [])
        #expect(trips.commits(view) == trips.commits(view))
        #expect(trips.commits(view).count == 1)
    }

    @Test func `a commit's id is short, whatever the names are, and its host's own`() {
        let name = String(repeating: "x", count: 128)
        var breach = makeBreach(name)
        breach.feature = name
        breach.guardName = name
        let ids = ["me", "you"].flatMap { host in
            tripped(host, breach).commits(FleetView(now: Self.now, agents: [])).map(\.id)
        }
        #expect(Set(ids).count == 2 && ids.allSatisfy { $0.utf8.count < 100 })
    }

    @Test func `trips of another day or another configuration make no quorum`() {
        let mine = tripped()
        let peers = (0..<7).map { index in
            agent("other-\(index)", trips: index == 0 ? tripped("other-0", makeBreach(digest: "old")) : nil)
        }
        #expect(mine.commits(FleetView(now: Self.now, agents: peers)).isEmpty)
        var late = HostTrips(agent: "late")
        _ = late.hold([makeBreach()], by: "late", at: Self.now + 86_400_000)
        let earlier = [agent("me", trips: mine)] + (1..<7).map { agent("other-\($0)") }
        #expect(late.commits(FleetView(now: Self.now + 86_400_000, agents: earlier)).isEmpty)
    }

    @Test func `a trip that needs nobody else may wait for the store as long as it takes`() {
        let view = FleetView(now: Self.now + 86_400_000, agents: [])
        #expect(tripped().commits(view).count == 1)
    }

    @Test func `what the store holds is the store's`() {
        var trips = tripped()
        var state = FeatureState(key: "chat")
        let trip = trips.all[0].trip
        state.trips[trip.id] = trip
        let features = ["chat": makeFeature()]
        #expect(trips.reconcile(states: ["chat": state], features: features) == ["chat"])
        #expect(trips.all.isEmpty)
        #expect(trips.reconcile(states: ["chat": state], features: features).isEmpty)
    }

    @Test func `a restore ends trips on older evidence only`() {
        let features = ["chat": makeFeature()]
        var trips = tripped()
        var state = FeatureState(key: "chat", cleared: ["canary": 10])
        #expect(trips.reconcile(states: ["chat": state], features: features).isEmpty)
        state.cleared = ["stable": 99]
        #expect(trips.reconcile(states: ["chat": state], features: features).isEmpty)
        state.cleared = ["@feature": 11]
        #expect(trips.reconcile(states: ["chat": state], features: features) == ["chat"])
        #expect(trips.all.isEmpty)
    }

    @Test func `a trip on a changed variant holds here and goes nowhere`() {
        var trips = tripped()
        let features = ["chat": makeFeature(canaryDigest: "c2")]
        #expect(trips.reconcile(states: [:], features: features) == ["chat"])
        #expect(trips.restrictions.count == 1)
        #expect(trips.announced.isEmpty)
        #expect(trips.commits(FleetView(now: Self.now, agents: [])).isEmpty)
    }

    @Test func `a trip ends with its feature`() {
        var trips = tripped()
        #expect(trips.reconcile(states: [:], features: [:]) == ["chat"])
        #expect(trips.all.isEmpty)
    }

    @Test func `after an outage a trip holds here until it is confirmed on new records`() {
        var trips = tripped()
        #expect(trips.storeReturned(away: .max).map(\.trip.target) == ["canary"])
        #expect(trips.restrictions.count == 1)
        #expect(trips.announced.isEmpty)
        #expect(trips.commits(FleetView(now: Self.now, agents: [])).isEmpty)
        #expect(trips.storeReturned(away: .max).isEmpty)
        #expect(trips.hold([makeBreach()], by: "me", at: Self.now + 5_000) == ["chat"])
        #expect(trips.commits(FleetView(now: Self.now + 5_000, agents: [])).count == 1)
    }

    @Test func `a short interruption is no outage`() {
        var trips = tripped()
        #expect(trips.storeReturned(away: 5_000_000_000).isEmpty)
        #expect(trips.announced.count == 1)
    }

    @Test func `what is held is not judged again unless it is historic`() {
        var trips = tripped()
        #expect(trips.unjudged.map(\.variant) == ["canary"])
        _ = trips.storeReturned(away: .max)
        #expect(trips.unjudged.isEmpty)
    }

    @Test func `trips survive a restart`() throws {
        var trips = tripped()
        _ = trips.hold([makeBreach("stable", digest: "s1")], by: "me", at: Self.now)
        var faults: [String] = []
        let text = trips.json.canonical
        let read = try HostTrips(agent: "me", json: JSONValue.parse(text), faults: &faults)
        #expect(read == trips)
        #expect(faults.isEmpty)
    }

    @Test func `one unreadable trip does not lose the others`() throws {
        let trips = tripped()
        guard case .array(var entries)? = trips.json["trips"] else {
            Issue.record("no trips")
            return
        }
        entries.insert(contentsOf: [["feature": "x"], 7, ["feature": "x", "trip": ["guard": 1]]], at: 0)
        var faults: [String] = []
        let read = try HostTrips(agent: "me", json: ["schema": 1, "trips": .array(entries)], faults: &faults)
        #expect(read == trips)
        #expect(faults.count == 3)
        #expect(throws: HostTripsError.self) { try HostTrips(agent: "me", json: [], faults: &faults) }
    }
}
