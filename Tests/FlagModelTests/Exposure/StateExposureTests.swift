import FlagModel
import Testing

/// What undoing and moving on come to.
@Suite struct StateExposureTests {
    private static let hour: Int64 = 3_600_000
    private static let now: Int64 = 1_000 * 24 * hour

    private static func act(_ by: String, hoursAgo: Int64 = 1, source: String = "cli") -> FeatureState.Act {
        FeatureState.Act(by: by, at: now - hoursAgo * hour, reason: "r", source: source)
    }

    private static func trip(hoursAgo: Int64, locked: Bool = false) -> FeatureState.Trip {
        FeatureState.Trip(
            act: act("redis:agent", hoursAgo: hoursAgo, source: "guard:errors"), guardName: "errors", target: "canary",
            action: .kill, digest: "d", basis: 1, evidence: .null, locked: locked)
    }

    private func restoring(_ state: FeatureState, isApproved: Bool = true) -> [ExposureFinding] {
        StateExposure.findings(from: state, to: FeatureState(key: "chat"), now: Self.now, isApproved: isApproved)
    }

    @Test func `undoing a person's kill or withdrawal widens, whenever it was`() {
        let killed = FeatureState(key: "chat", kill: Self.act("redis:ann"))
        #expect(restoring(killed) == [ExposureFinding(.widens, "the kill by redis:ann is lifted")])
        let withdrawn = FeatureState(
            key: "chat", withdrawn: ["canary": FeatureState.Withdrawal(act: Self.act("redis:ann"), digest: "d")])
        #expect(restoring(withdrawn) == [ExposureFinding(.widens, "the withdrawal of canary by redis:ann is lifted")])
    }

    @Test(arguments: [
        (Int64(23), ExposureFinding.Effect.neutral), (24, .neutral), (25, .widens), (-1, .widens),
    ])
    func `a machine's trip may be undone by one person for 24 hours`(
        hoursAgo: Int64, effect: ExposureFinding.Effect
    ) {
        let trip = Self.trip(hoursAgo: hoursAgo)
        #expect(restoring(FeatureState(key: "chat", trips: [trip.id: trip])).map(\.effect) == [effect])
    }

    @Test func `not one that was locked, or whose time is not known, or over what one person changed alone`() {
        let locked = Self.trip(hoursAgo: 1, locked: true)
        #expect(restoring(FeatureState(key: "chat", trips: [locked.id: locked])).map(\.effect) == [.widens])
        var timeless = Self.trip(hoursAgo: 1)
        timeless.act.at = 0
        #expect(restoring(FeatureState(key: "chat", trips: [timeless.id: timeless])).map(\.effect) == [.widens])
        let fresh = Self.trip(hoursAgo: 1)
        #expect(
            restoring(FeatureState(key: "chat", trips: [fresh.id: fresh]), isApproved: false).map(\.effect)
                == [.widens])
    }

    @Test func `a kill beside a fresh trip counts by itself`() {
        let trip = Self.trip(hoursAgo: 1)
        let both = FeatureState(key: "chat", kill: Self.act("redis:ann"), trips: [trip.id: trip])
        #expect(Set(restoring(both).map(\.effect)) == [.widens, .neutral])
    }

    @Test func `a rollout widens with its share and when it goes on, and with nothing else`() {
        func rollout(_ share: UInt32, paused: Bool = false) -> FeatureState {
            let stage = FeatureState.Rollout.Stage(share: share, since: 1)
            return FeatureState(
                key: "chat",
                rollout: FeatureState.Rollout(id: "r", candidate: "canary", salt: "s", stages: [stage], paused: paused))
        }
        func found(_ old: FeatureState, _ new: FeatureState) -> [ExposureFinding] {
            StateExposure.findings(from: old, to: new, now: Self.now)
        }
        let none = FeatureState(key: "chat")
        #expect(
            found(none, rollout(1_000))
                == [ExposureFinding(.widens, "canary gets 1% of users instead of 0%")])
        #expect(
            found(rollout(1_000), rollout(5_000))
                == [ExposureFinding(.widens, "canary gets 5% of users instead of 1%")])
        #expect(
            found(rollout(1_000, paused: true), rollout(1_000))
                == [ExposureFinding(.widens, "the rollout of canary may go on")])
        #expect(found(rollout(1_000), rollout(1_000, paused: true)).map(\.effect) == [.restricts])
        #expect(found(rollout(1_000), none).map(\.effect) == [.restricts])
        #expect(found(rollout(1_000), rollout(1_000)) == [])
    }
}
