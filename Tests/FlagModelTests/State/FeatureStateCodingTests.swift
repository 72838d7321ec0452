import FlagModel
import Testing

@Suite struct FeatureStateCodingTests {
    static let act = FeatureState.Act(by: "redis:ops", at: 1_767_225_600_000, reason: "wrong prices", source: "cli")
    static let trip = FeatureState.Trip(
        act: FeatureState.Act(by: "agent:1", at: 5, reason: "error_rate", source: "guard:errors"), guardName: "errors",
        target: "canary", action: .serve("cheap"), digest: "ab", basis: 7, evidence: ["n": 50, "k": 9], locked: true)
    static let full = FeatureState(
        key: "support-chat", kill: act, withdrawn: ["canary": FeatureState.Withdrawal(act: act, digest: "cd")],
        trips: [trip.id: trip], cleared: ["canary": 6, FeatureState.wholeFeature: 2],
        rollout: FeatureState.Rollout(
            id: "r1", candidate: "canary", salt: "support-chat/r1",
            stages: [.init(share: 1_000, since: 5), .init(share: 5_125, since: 9)], paused: true))

    @Test(arguments: [full, FeatureState(key: "empty"), FeatureState(key: FeatureState.namespaceKey, kill: act)])
    func `reads back what it wrote`(state: FeatureState) throws {
        var faults: [String] = []
        #expect(try FeatureState(json: JSONValue.parse(state.json.canonical), faults: &faults) == state)
        #expect(faults == [])
    }

    @Test func `has the shape that the design fixes`() {
        #expect(
            Self.full.json.canonicalText
                == #"{"cleared":{"@feature":2,"canary":6},"key":"support-chat","kill":{"at":1767225600000,"by":"redis:ops","#
                + #""reason":"wrong prices","source":"cli"},"rollout":{"candidate":"canary","id":"r1","paused":true,"#
                + #""salt":"support-chat/r1","stages":[{"share":1000,"since":5},{"share":5125,"since":9}]},"schema":1,"trips":{"errors/canary":{"action":"serve cheap","#
                + #""at":5,"basis":7,"by":"agent:1","digest":"ab","evidence":{"k":9,"n":50},"guard":"errors","locked":true,"#
                + #""reason":"error_rate","source":"guard:errors","target":"canary"}},"withdrawn":{"canary":{"#
                + #""at":1767225600000,"by":"redis:ops","digest":"cd","locked":false,"reason":"wrong prices","#
                + #""source":"cli"}}}"#)
    }

    @Test func `one broken trip is reported and everything else applies`() throws {
        guard case .object(var members) = Self.full.json, case .object(var trips) = members["trips"] else { return }
        trips["broken"] = ["guard": "errors", "target": "canary", "action": "explode"]
        members["trips"] = .object(trips)
        var faults: [String] = []
        let state = try FeatureState(json: .object(members), faults: &faults)
        #expect(state == Self.full)
        #expect(faults == ["trips.broken.action: should be \"kill\" or \"serve <variant>\""])
    }

    @Test(arguments: [
        #"{"key":"f","schema":1,"kill":"yes"}"#, #"{"key":"f","schema":1,"kill":{"at":"noon","by":3}}"#,
        #"{"key":"f","kill":true,"withdrawn":7,"trips":"x","cleared":[1]}"#, #"{"key":"f","kill":[],"schema":"one"}"#,
    ])
    func `a kill holds however broken the rest is`(text: String) throws {
        var faults: [String] = []
        let state = try FeatureState(json: JSONValue.parse(Array(text.utf8)), faults: &faults)
        #expect(state.kill != nil)
        #expect(!faults.isEmpty)
    }

    @Test func `a withdrawal holds without who and why`() throws {
        let text = #"{"key":"f","schema":1,"withdrawn":{"a":null,"b":{},"c":1},"trips":[],"cleared":{"x":-1,"y":4}}"#
        var faults: [String] = []
        let state = try FeatureState(json: JSONValue.parse(Array(text.utf8)), faults: &faults)
        #expect(state.withdrawn.keys.sorted() == ["b", "c"])
        #expect(state.cleared == ["y": 4])
        #expect(
            faults == [
                "withdrawn.b.at: should be a time", "withdrawn.c: should be an object; it holds all the same",
                "cleared.x: should be a revision",
            ])
    }

    @Test(arguments: ["[]", "{}", "null", #"{"key":""}"#, #"{"key":1}"#])
    func `throws only where there is no state to read`(text: String) {
        #expect(throws: FeatureStateError.self) { try FeatureState(json: JSONValue.parse(Array(text.utf8))) }
    }

    @Test func `state of a newer schema applies as far as it is known`() throws {
        var faults: [String] = []
        let text = #"{"key":"f","schema":2,"kill":{"by":"x","at":1,"reason":"r","source":"cli","more":1},"new":{}}"#
        let state = try FeatureState(json: JSONValue.parse(Array(text.utf8)), faults: &faults)
        #expect(state.kill?.by == "x")
        #expect(faults == ["schema: 2 is newer than 1; what is known of it applies"])
    }

    @Test(arguments: [("kill", GuardRule.Action.kill), ("serve cheap", .serve("cheap"))])
    func `an action is a text`(text: String, action: GuardRule.Action) {
        #expect(GuardRule.Action(text) == action)
        #expect(action.description == text)
    }

    @Test(arguments: ["", "Kill", "serve", "serve a b", "kill all", "pause"])
    func `an unknown action is none`(text: String) {
        #expect(GuardRule.Action(text) == nil)
    }
}
