import FlagModel
import SeededRandom
import SnapshotWriting
import Testing

@Suite struct RestrictionLadderTests {
    private static let act = FeatureState.Act(by: "a", at: 1, reason: "r", source: "s")

    private static func trip(
        _ target: String, _ action: GuardRule.Action, guard name: String = "g", basis: UInt64 = 5
    ) -> FeatureState.Trip {
        FeatureState.Trip(
            act: act, guardName: name, target: target, action: action, digest: "", basis: basis, evidence: .null)
    }

    private static func state(
        killed: Bool = false, withdrawn: [String] = [], trips: [FeatureState.Trip] = [], cleared: [String: UInt64] = [:]
    ) -> FeatureState {
        FeatureState(
            key: "f", kill: killed ? act : nil,
            withdrawn: Dictionary(
                withdrawn.map { ($0, FeatureState.Withdrawal(act: act, digest: "")) }, uniquingKeysWith: { $1 }),
            trips: Dictionary(trips.map { ($0.id, $0) }, uniquingKeysWith: { $1 }), cleared: cleared)
    }

    /// A hash that can be read: the sum of the letters, `a` = 1.
    private static func hash(_ name: String) -> UInt64 { name.utf8.reduce(0) { $0 + UInt64($1) - 96 } }

    private static let whole = FeatureState.wholeFeature

    private static let tripped = OverrideEntry(killed: true, isKilledByGuard: true)

    private static func byGuard(_ variant: UInt64, by: UInt64 = 0) -> OverrideEntry.Replacement {
        OverrideEntry.Replacement(variant: variant, by: by, isByGuard: true)
    }

    private static func byHand(_ target: String, basis: UInt64? = 9) -> Restriction {
        let act = FeatureState.Act(by: "uid:ann@web-1", at: 1, reason: "", source: HostRestriction.source)
        return HostRestriction(key: "f", target: target, act: act, basis: basis).restriction
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var state: FeatureState?
        var own: [Restriction]
        var expected: OverrideEntry

        init(
            _ description: String, _ state: FeatureState? = nil, trips: [FeatureState.Trip] = [],
            byHand: [Restriction] = [], is expected: OverrideEntry
        ) {
            testDescription = description
            self.state = state
            own = trips.map { $0.restriction(on: "f") } + byHand
            self.expected = expected
        }
    }

    static let cases = [
        Case("nothing", is: .none),
        Case("an empty state", state(), is: .none),
        Case("a kill", state(killed: true), is: OverrideEntry(killed: true)),
        Case("a stored trip that kills", state(trips: [trip(whole, .kill)]), is: tripped),
        Case("a host's trip that kills", trips: [trip(whole, .kill)], is: tripped),
        Case(
            "a withdrawal", state(withdrawn: ["b", "a"]),
            is: OverrideEntry(replaced: [.init(variant: 1), .init(variant: 2)])),
        Case("a trip withdraws", trips: [trip("a", .kill)], is: OverrideEntry(replaced: [byGuard(1)])),
        Case(
            "a variant is replaced", trips: [trip("a", .serve("b"))],
            is: OverrideEntry(replaced: [byGuard(1, by: 2)])),
        Case(
            "a person's withdrawal is the cause beside a guard's", state(withdrawn: ["a"]),
            trips: [trip("a", .kill)], is: OverrideEntry(replaced: [.init(variant: 1)])),
        Case(
            "a person's kill is the cause beside a guard's", state(killed: true), trips: [trip(whole, .kill)],
            is: OverrideEntry(killed: true)),
        Case(
            "what a person holds on this host is no guard's", byHand: [byHand(whole), byHand("a")],
            is: OverrideEntry(killed: true, replaced: [.init(variant: 1)])),
        Case(
            "a restore ends what a person held here once it counts", state(cleared: ["a": 5, "b": 5]),
            byHand: [byHand("a", basis: 4), byHand("b", basis: nil)], is: OverrideEntry(replaced: [.init(variant: 2)])),
        Case("everyone is served one", trips: [trip(whole, .serve("c"))], is: OverrideEntry(serve: 3)),
        Case(
            "kill beats serve, on either side", state(killed: true), trips: [trip(whole, .serve("c"))],
            is: OverrideEntry(killed: true)),
        Case(
            "withdrawn beats replaced", state(withdrawn: ["a"]), trips: [trip("a", .serve("b"))],
            is: OverrideEntry(replaced: [.init(variant: 1)])),
        Case(
            "the same replacement twice stays it", state(trips: [trip("a", .serve("b"))]),
            trips: [trip("a", .serve("b"), guard: "h")], is: OverrideEntry(replaced: [byGuard(1, by: 2)])),
        Case(
            "two replacements withdraw", state(trips: [trip("a", .serve("b"))]),
            trips: [trip("a", .serve("c"), guard: "h")], is: OverrideEntry(replaced: [byGuard(1)])),
        Case(
            "two variants for everyone kill", trips: [trip(whole, .serve("b")), trip(whole, .serve("c"), guard: "h")],
            is: tripped),
        Case(
            "a replacement that is out is skipped", trips: [trip("a", .serve("b")), trip("b", .kill)],
            is: OverrideEntry(replaced: [byGuard(1), byGuard(2)])),
        Case(
            "a variant cannot replace itself", trips: [trip("a", .serve("a"))],
            is: OverrideEntry(replaced: [byGuard(1)])),
        Case(
            "what everyone would get is out", state(withdrawn: ["c"]), trips: [trip(whole, .serve("c"))],
            is: OverrideEntry(killed: true, isKilledByGuard: true, replaced: [.init(variant: 3)])),
        Case("an old trip was cleared", state(cleared: ["a": 5]), trips: [trip("a", .kill, basis: 4)], is: .none),
        Case(
            "a newer trip was not", state(cleared: ["a": 5]), trips: [trip("a", .kill, basis: 5)],
            is: OverrideEntry(replaced: [byGuard(1)])),
        Case(
            "restoring the feature clears its variants", state(cleared: [whole: 5]),
            trips: [trip("a", .kill, basis: 4)],
            is: .none),
        Case(
            "another target's restore clears nothing", state(cleared: ["b": 9]), trips: [trip("a", .kill)],
            is: OverrideEntry(replaced: [byGuard(1)])),
        Case(
            "a trip without a revision holds until a restore", state(), trips: [trip("a", .kill, basis: 0)],
            is: OverrideEntry(replaced: [byGuard(1)])),
    ]

    private static func entry(state: FeatureState? = nil, own: [Restriction] = []) -> OverrideEntry {
        OverrideEntry(RestrictionLadder(state: state, own: own), hash: hash)
    }

    @Test(arguments: cases)
    func `the strictest holds`(sample: Case) {
        #expect(Self.entry(state: sample.state, own: sample.own) == sample.expected)
    }

    @Test func `neither order nor place of trips matters, and a further one never widens`() {
        var generator = SeededGenerator(seed: 9)
        let targets = ["a", "b", "c", Self.whole]
        let actions: [GuardRule.Action] = [.kill, .serve("a"), .serve("b"), .serve("c")]
        for _ in 0..<2_000 {
            let trips = (0..<Int.random(in: 0...5, using: &generator)).map { index in
                Self.trip(
                    targets.randomElement(using: &generator) ?? "a", actions.randomElement(using: &generator) ?? .kill,
                    guard: "g\(index)")
            }
            let restrictions = trips.map { $0.restriction(on: "f") }
            let all = Self.entry(own: restrictions)
            #expect(Self.entry(own: restrictions.shuffled(using: &generator)) == all)
            #expect(Self.entry(state: Self.state(trips: trips)) == all)
            let fewer = Self.entry(own: restrictions.dropLast())
            #expect(all.killed || !fewer.killed)
            #expect(all.killed || fewer.serve == 0 || all.serve == fewer.serve)
            #expect(Set(fewer.replaced.map(\.variant)).isSubset(of: all.replaced.map(\.variant)))
        }
    }

    @Test func `withdrawn and tripped variants are restricted, the whole feature is not`() {
        let ladder = RestrictionLadder(
            state: Self.state(withdrawn: ["canary"], trips: [Self.trip("cheap", .kill)]),
            own: [Self.trip("blue", .serve("stable")).restriction(on: "f")])
        #expect(ladder.variants.keys.sorted() == ["blue", "canary", "cheap"])
        #expect(ladder.whole == .open)
        #expect(ladder.replacement(of: "blue") == "stable" && ladder.replacement(of: "canary") == nil)
        #expect(ladder.isByGuard("blue") && !ladder.isByGuard("canary"))
    }

    @Test func `a kill is stricter than anything served, and two that are served are a kill`() {
        let serve = Self.trip(Self.whole, .serve("cheap"))
        #expect(RestrictionLadder(state: Self.state(trips: [serve]), own: []).whole == .served("cheap"))
        #expect(RestrictionLadder(state: Self.state(killed: true, trips: [serve]), own: []).whole == .out)
        let other = Self.trip(Self.whole, .serve("stable"), guard: "h")
        #expect(RestrictionLadder(state: Self.state(trips: [serve, other]), own: []).whole == .out)
    }

    @Test func `restrictions come back from JSON as they were`() {
        let state = Self.state(
            killed: true, withdrawn: ["canary"],
            trips: [Self.trip("cheap", .serve("stable")), Self.trip(Self.whole, .kill)])
        #expect(state.restrictions.count == 4)
        #expect(state.restrictions.compactMap { Restriction(json: $0.json) } == state.restrictions)
        #expect(Restriction(json: ["key": "f", "cause": "KILLED", "effect": "odd"]) == nil)
    }
}
