import FlagModel
import Testing

@Suite struct RolloutStateTests {
    static let day: Int64 = 86_400_000

    private func rollout(_ stages: [(share: UInt32, day: Int64)]) -> FeatureState.Rollout {
        FeatureState.Rollout(
            id: "r1", candidate: "canary", salt: "chat/r1",
            stages: stages.map { .init(share: $0.share, since: $0.day * Self.day) })
    }

    @Test func `a stage is kept as long as a session of the last 30 days can have begun in it`() {
        var rollout = rollout([(1_000, 0), (5_000, 40)])
        rollout.advance(to: 25_000, at: 69 * Self.day)
        #expect(rollout.stages.map(\.share) == [1_000, 5_000, 25_000])
        rollout.advance(to: 50_000, at: 71 * Self.day)
        #expect(rollout.stages.map(\.share) == [5_000, 25_000, 50_000])
        rollout.advance(to: 100_000, at: 1_000 * Self.day)
        #expect(rollout.stages.map(\.share) == [50_000, 100_000])
    }

    @Test func `sixteen stages are kept, in order, whatever the clock does`() {
        var rollout = rollout([(1, 100)])
        for share in 2...20 { rollout.advance(to: UInt32(share), at: Int64(share % 3) * Self.day) }
        #expect(rollout.stages.map(\.share) == Array(5...20))
        #expect(rollout.stages.allSatisfy { $0.since == 100 * Self.day })
    }

    @Test(arguments: [
        #"{"candidate":"canary","salt":"s","stages":[{"share":1000,"since":1}]}"#,
        #"{"id":"r","candidate":"","salt":"s","stages":[{"share":1000,"since":1}]}"#,
        #"{"id":"r","candidate":"canary","salt":"s","stages":[]}"#,
        #"{"id":"r","candidate":"canary","salt":"s","stages":[{"share":100001,"since":1}]}"#,
        #"{"id":"r","candidate":"canary","salt":"s","stages":[{"share":-1,"since":1}]}"#,
        #"{"id":"r","candidate":"canary","salt":"s","stages":[{"share":1000,"since":2},{"share":2000,"since":1}]}"#,
        #"{"id":"r","candidate":"canary","salt":"s","stages":[null]}"#, "true", "[]", "7",
    ])
    func `a rollout that is broken anywhere shows its candidate to nobody`(text: String) throws {
        var faults: [String] = []
        let state = try FeatureState(
            json: ["key": "f", "schema": 1, "rollout": JSONValue.parse(Array(text.utf8))], faults: &faults)
        #expect(state.rollout == nil)
        #expect(faults.count == 1)
    }

    @Test(arguments: [("false", false), ("null", false), ("true", true), ("\"no\"", true), ("0", true)])
    func `whatever is no clear no pauses`(text: String, paused: Bool) throws {
        let json =
            #"{"key":"f","schema":1,"rollout":{"id":"r","candidate":"c","salt":"s","stages":[{"share":1,"since":1}],"#
            + #""paused":\#(text)}}"#
        #expect(try FeatureState(json: JSONValue.parse(Array(json.utf8))).rollout?.paused == paused)
    }

    @Test func `a kill, a withdrawal, and trips on the variant or the feature hold a variant`() {
        let act = FeatureStateCodingTests.act
        var state = FeatureState(key: "f")
        #expect(state.restriction(on: "canary") == nil)
        state.trips = ["errors/canary": FeatureStateCodingTests.trip]
        #expect(state.restriction(on: "canary")?.guardName == "errors")
        #expect(state.restriction(on: "stable") == nil)
        state.withdrawn = ["canary": FeatureState.Withdrawal(act: act, digest: "")]
        #expect(state.restriction(on: "canary")?.cause == .withdrawn)
        state.kill = act
        #expect(state.restriction(on: "stable")?.cause == .killed)
    }

    @Test func `restrictions hold for 30 days after a deletion, a rollout for none`() {
        let act = FeatureStateCodingTests.act
        let state = FeatureState(key: "f", kill: act, cleared: ["canary": 3], rollout: rollout([(1_000, 0)]))
        let kept = FeatureState(key: "f", kill: act, cleared: ["canary": 3])
        #expect(state.returning(after: 0) == kept)
        #expect(state.returning(after: nil) == kept)
        #expect(state.returning(after: 30 * Self.day) == kept)
        #expect(state.returning(after: 30 * Self.day + 1) == FeatureState(key: "f"))
    }

    @Test(arguments: [(0, "0%"), (1, "0.001%"), (125, "0.125%"), (1_000, "1%"), (33_300, "33.3%"), (100_000, "100%")])
    func `a share is written as documents write it`(share: UInt32, text: String) {
        #expect(Share.text(share) == text)
    }
}
