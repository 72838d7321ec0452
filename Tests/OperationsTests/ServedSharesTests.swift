import FlagModel
import Testing

@testable import Operations

@Suite("ServedShares")
struct ServedSharesTests {
    private let act = FeatureState.Act(by: "uid:kim@desk", at: 1, reason: "", source: "cli")

    private func feature(route: [[(String, UInt32)]]) -> Feature {
        Feature(
            key: "chat",
            variants: ["stable", "canary", "cheap", "off"].map { Variant(name: $0, value: [:], digest: "") },
            onKill: "off", baseline: "stable",
            route: route.map { entry in
                RouteEntry(
                    conditions: [], shares: entry.map { RouteEntry.Share(variant: $0.0, weight: $0.1) })
            })
    }

    private func shares(_ served: ServedShares) -> [UInt32] {
        ["stable", "canary", "cheap", "off"].map { served[$0] }
    }

    @Test("the largest share of any entry counts, as if everyone fulfilled its condition")
    func entries() {
        let feature = feature(route: [[("canary", 100_000)], [("canary", 5_000), ("stable", 95_000)]])
        #expect(shares(ServedShares(feature, state: nil)) == [95_000, 100_000, 0, 0])
    }

    @Test("a rollout's candidate serves the share of the stage in force")
    func rollout() {
        let state = FeatureState(
            key: "chat",
            rollout: FeatureState.Rollout(
                id: "r", candidate: "canary", salt: "s",
                stages: [.init(share: 25_000, since: 1), .init(share: 50_000, since: 2)]))
        #expect(
            shares(ServedShares(feature(route: [[("stable", 100_000)]]), state: state)) == [100_000, 50_000, 0, 0])
    }

    @Test("what replaces a restricted variant serves its users too")
    func restrictions() {
        func trip(_ target: String, _ action: GuardRule.Action) -> FeatureState.Trip {
            FeatureState.Trip(
                act: act, guardName: "g", target: target, action: action, digest: "", basis: 1, evidence: .null)
        }
        func state(_ trip: FeatureState.Trip) -> FeatureState { FeatureState(key: "chat", trips: [trip.id: trip]) }
        let feature = feature(route: [[("canary", 30_000), ("cheap", 70_000)]])
        let withdrawn = FeatureState(key: "chat", withdrawn: ["canary": .init(act: act, digest: "")])
        #expect(shares(ServedShares(feature, state: withdrawn)) == [30_000, 0, 70_000, 0])
        #expect(shares(ServedShares(feature, state: state(trip("canary", .kill)))) == [30_000, 0, 70_000, 0])
        #expect(
            shares(ServedShares(feature, state: state(trip("canary", .serve("cheap"))))) == [0, 0, 100_000, 0])
        #expect(
            shares(ServedShares(feature, state: state(trip(FeatureState.wholeFeature, .serve("stable")))))
                == [100_000, 30_000, 70_000, 0])
    }
}
