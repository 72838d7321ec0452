import FlagModel
import FlagSnapshot
import Testing

@testable import Telemetry

struct SeriesRoomTests {
    static func guarded(_ key: String = "chat", _ action: GuardRule.Action = .kill, isShadow: Bool = false) -> Feature {
        var feature = makeFeature(key)
        feature.guards = [
            GuardRule(name: "errors", threshold: 0.05, window: .seconds(60), action: action, isShadow: isShadow)
        ]
        return feature
    }

    static func names(_ features: Feature..., flags: [String] = []) -> DeclaredNames {
        var names = DeclaredNames()
        _ = names.update(features: features, flags: flags) { _ in true }
        return names
    }

    static func registry(_ features: Feature..., limits: [String: Int] = [:]) -> MetricRegistry {
        var registry = MetricRegistry(time: 1, limits: limits)
        for feature in features {
            var names = DeclaredNames()
            _ = names.update(features: [feature], flags: []) { _ in true }
            if let entry = names.entries[feature.key] { registry.declare(feature.key, entry) }
        }
        return registry
    }

    @Test func `a family that is full counts what is new as other and takes no room from another`() {
        var registry = MetricRegistry(limits: ["evaluations": 10])
        for number in 0..<100 { registry.add(to: .evaluations, ["flag-\(number)", "on", "STATIC"]) }
        for number in 0..<100 { registry.add(to: .evaluations, ["flag-\(number)", "on", "STATIC"]) }
        #expect(registry.value(of: .evaluations, ["flag-3", "on", "STATIC"]) == 2)
        #expect(registry.value(of: .evaluations, ["flag-50", "on", "STATIC"]) == nil)
        #expect(registry.value(of: .evaluations, ["other", "other", "STATIC"]) == 180)
        #expect(registry.value(of: .seriesOverflow, ["evaluations"]) == 180)
        #expect(registry.value(of: .seriesOverflow, ["requests"]) == 0)
        registry.add(to: .requests, ["chat", "stable", "ok"])
        registry.add(to: .trips, ["chat", "errors", "kill", "host"])
        registry.set(1, of: .storeUp)
        #expect(registry.value(of: .requests, ["chat", "stable", "ok"]) == 1)
        #expect(registry.value(of: .trips, ["chat", "errors", "kill", "host"]) == 1)
        #expect(registry.value(of: .storeUp) == 1)
    }

    @Test(arguments: MetricFamily.all)
    func `whatever a caller can make grow has a limit`(family: MetricFamily) {
        let open: Set = ["variant", "model", "name", "dimension", "kind", "reason"]
        // Of the program's own reasons, and of what documents declare.
        let isFixed = [.intakeDropped, .connectionsTurnedAway, .guardValue].contains(family)
        #expect(family.limit != nil || isFixed || open.isDisjoint(with: family.labels))
    }

    @Test func `every guard has its counters at 0 in each scope, for what it does and for what that may come to`() {
        let registry = Self.registry(Self.guarded("chat", .serve("stable")), Self.guarded("quiet", isShadow: true))
        for action in ["serve stable", "kill"] {
            for scope in ["host", "fleet"] {
                #expect(registry.value(of: .trips, ["chat", "errors", action, scope]) == 0)
            }
        }
        #expect(registry.value(of: .trips, ["quiet", "errors", "kill", "shadow"]) == 0)
        #expect(registry.value(of: .trips, ["quiet", "errors", "kill", "host"]) == nil)
    }

    @Test func `variants have their results, models their tokens and cost`() {
        let registry = Self.registry(Self.guarded())
        for variant in ["stable", "canary", "handoff"] {
            for result in Outcome.Result.allCases {
                #expect(registry.value(of: .requests, ["chat", variant, result.name]) == 0)
            }
        }
        #expect(registry.value(of: .cost, ["chat", "canary", "b"]) == 0)
        #expect(registry.value(of: .tokens, ["chat", "canary", "b", "output"]) == 0)
        #expect(registry.value(of: .tokens, ["chat", "canary", "a", "output"]) == nil)
    }

    @Test func `what is only declared leaves half the room for what is counted`() {
        var registry = MetricRegistry(limits: ["requests": 20])
        for number in 0..<10 {
            var names = DeclaredNames()
            _ = names.update(features: [makeFeature("f\(number)")], flags: []) { _ in true }
            for (key, entry) in names.entries { registry.declare(key, entry) }
        }
        #expect(registry.families[.requests]?.count == 10)
        for number in 0..<10 { registry.add(to: .requests, ["f\(number)", "stable", "ok"]) }
        #expect(registry.value(of: .requests, ["f9", "stable", "ok"]) == 1)
    }

    @Test func `series of what no document names end after a while, unless it comes back`() {
        let now = 5_000 * UInt64.second
        var registry = Self.registry(Self.guarded("chat"), Self.guarded("search"))
        registry.add(3, to: .requests, ["chat", "stable", "ok"])
        registry.add(to: .requests, ["other", "other", "ok"])
        registry.add(to: .evaluations, ["flag", "", "STATIC"])
        registry.add(to: .evaluations, ["gone", "", "STATIC"])
        registry.follow(Self.names(Self.guarded("search"), flags: ["flag"]), now: now)
        registry.endSeries(now: now + MetricRegistry.grace - 1)
        #expect(registry.value(of: .requests, ["chat", "stable", "ok"]) == 3)
        registry.follow(Self.names(Self.guarded("chat"), Self.guarded("search"), flags: ["flag"]), now: now + 1)
        registry.endSeries(now: now + 2 * MetricRegistry.grace)
        #expect(registry.value(of: .requests, ["chat", "stable", "ok"]) == 3)
        registry.follow(Self.names(Self.guarded("search"), flags: ["flag"]), now: now)
        registry.follow(Self.names(Self.guarded("search"), flags: ["flag"]), now: now + MetricRegistry.grace)
        #expect(registry.families.values.allSatisfy { $0.keys.allSatisfy { !$0.contains("chat") } })
        #expect(registry.value(of: .requests, ["search", "stable", "ok"]) == 0)
        #expect(registry.value(of: .requests, ["other", "other", "ok"]) == 1)
        #expect(registry.value(of: .evaluations, ["flag", "", "STATIC"]) == 1)
        #expect(registry.value(of: .evaluations, ["gone", "", "STATIC"]) == nil)
        #expect(registry.value(of: .trips, ["other", "other", "other", "host"]) == 0)
        #expect(!registry.hasEnding)
    }

    @Test func `a variant, a model or a guard that is removed ends, and nothing else`() {
        var registry = Self.registry(Self.guarded())
        var changed = Self.guarded()
        changed.guards[0].name = "mistakes"
        changed.variants.removeAll { $0.name == "canary" }
        changed.variants[0].models = ["c"]
        var names = Self.names(Self.guarded())
        let hasEnded = names.update(features: [changed], flags: [], isServed: { _ in true })
        #expect(hasEnded)
        registry.follow(names, now: 1, grace: 0)
        #expect(registry.value(of: .trips, ["chat", "errors", "kill", "host"]) == nil)
        #expect(registry.value(of: .requests, ["chat", "canary", "ok"]) == nil)
        #expect(registry.value(of: .requests, ["chat", "stable", "ok"]) == 0)
        #expect(registry.value(of: .cost, ["chat", "stable", "a"]) == nil)
    }

    @Test func `what only grows ends nothing`() {
        var names = Self.names(makeFeature(), flags: ["flag"])
        let served = names.update(features: [Self.guarded()], flags: ["flag", "more"], isServed: { _ in true })
        #expect(!served)
        let gone = names.update(features: [], flags: [], isServed: { $0 != "flag" })
        #expect(gone)
    }
}
