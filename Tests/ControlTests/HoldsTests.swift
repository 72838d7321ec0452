import FlagModel
import Testing

@testable import Control

@Suite struct HoldsTests {
    static let act = FeatureState.Act(by: "uid:ops@host", at: 1, reason: "test", source: "cli")

    func makeTrip(_ target: String, _ action: GuardRule.Action = .kill) -> FeatureState.Trip {
        FeatureState.Trip(
            act: Self.act, guardName: "errors", target: target, action: action, digest: "", basis: 1, evidence: .null)
    }

    @Test func `nothing holds without a state`() {
        #expect(Holds(state: nil, hostTrips: []) == Holds())
    }

    @Test func `withdrawn and tripped variants are held`() {
        var state = FeatureState(key: "chat")
        state.withdrawn["canary"] = FeatureState.Withdrawal(act: Self.act, digest: "")
        let trip = makeTrip("cheap")
        state.trips[trip.id] = trip
        let holds = Holds(state: state, hostTrips: [makeTrip("blue")])
        #expect(holds.variants == ["canary", "cheap", "blue"])
        #expect(holds.whole == nil)
    }

    @Test func `a kill is stricter than anything served`() {
        let serve = makeTrip(FeatureState.wholeFeature, .serve("cheap"))
        #expect(Holds(state: nil, hostTrips: [serve]).whole == .serve("cheap"))
        #expect(Holds(state: FeatureState(key: "chat", kill: Self.act), hostTrips: [serve]).whole == .kill)
        let kill = makeTrip(FeatureState.wholeFeature)
        #expect(Holds(state: nil, hostTrips: [kill, serve]).whole == .kill)
        #expect(Holds(state: nil, hostTrips: [serve, kill]).whole == .kill)
    }
}
