import FlagModel
import Telemetry
import Testing

@testable import Control

@Suite struct GuardEngineTests {
    @Test func `a healthy feature breaches nothing`() {
        var traffic = Traffic(makeFeature())
        traffic.run(seconds: 600, ["stable": (50, 1), "canary": (10, 0)])
        #expect(traffic.breaches().isEmpty)
    }

    @Test func `a bad candidate is withdrawn and the feature stays on`() throws {
        var traffic = Traffic(makeFeature())
        traffic.run(seconds: 120, ["stable": (95, 1), "canary": (5, 5)])
        let breaches = traffic.breaches()
        let breach = try #require(breaches.first)
        #expect(breaches.count == 1)
        #expect(breach.target == "canary")
        #expect(breach.action == .kill)
        #expect(breach.digest == "c1")
        #expect(breach.basis == 7)
        #expect(breach.evidence["variant"] == "canary")
        #expect(breach.evidence["rule"] == "error_rate > 5% over 1m")
        #expect(breach.evidence["threshold"] == 0.05)
        #expect(breach.evidence["windows"]?.array?.isEmpty == false)
        #expect(try #require(breach.evidence["probability"]?.number) < 1e-5)
    }

    @Test func `a failing baseline breaches the whole feature`() throws {
        var traffic = Traffic(makeFeature())
        traffic.run(seconds: 60, ["stable": (20, 10), "canary": (20, 0)])
        #expect(traffic.breaches().map(\.target) == [FeatureState.wholeFeature])
        #expect(traffic.breaches().first?.digest == "")
    }

    @Test func `the whole feature is judged without held variants`() {
        var traffic = Traffic(makeFeature(guards: [makeRule(scope: .feature)]))
        traffic.run(seconds: 60, ["stable": (40, 0), "canary": (40, 20)])
        #expect(traffic.breaches().map(\.target) == [FeatureState.wholeFeature])
        #expect(traffic.breaches(under: [.sample("canary")]).isEmpty)
    }

    @Test func `many small variants can breach only together`() {
        // Each makes 0.1 calls a second; no window of one variant has enough, the feature's has.
        var traffic = Traffic(makeFeature())
        for step in 0..<60 {
            traffic.run(seconds: 10, ["stable": (1, 0), "cheap": (1, step % 4 == 0 ? 1 : 0), "canary": (1, 0)])
            traffic.run(seconds: 10, ["stable": (1, step % 8 == 0 ? 1 : 0)])
        }
        #expect(traffic.breaches().allSatisfy { $0.target == FeatureState.wholeFeature || $0.target == "cheap" })
    }

    @Test func `a guard of the candidate leaves the baseline alone`() {
        var traffic = Traffic(makeFeature(guards: [makeRule(scope: .candidate)]))
        traffic.run(seconds: 60, ["stable": (20, 20), "canary": (20, 20)])
        #expect(traffic.breaches().map(\.target) == ["canary"])
    }

    @Test func `the off variant is never taken away`() {
        var traffic = Traffic(makeFeature())
        traffic.run(seconds: 60, ["handoff": (20, 20)])
        #expect(traffic.breaches().map(\.target) == [FeatureState.wholeFeature])
    }

    @Test func `nothing is judged once the feature is off`() {
        var traffic = Traffic(makeFeature())
        traffic.run(seconds: 60, ["stable": (20, 20)])
        #expect(traffic.breaches(under: [.sample(nil)]).isEmpty)
    }

    @Test func `a fallback that everyone gets is withdrawn when it fails too`() {
        var traffic = Traffic(makeFeature(guards: [makeRule(action: .serve("cheap"))]))
        traffic.run(seconds: 60, ["stable": (20, 20)])
        #expect(traffic.breaches().map(\.action) == [.serve("cheap")])
        let served = Restriction.sample(nil, .serve("cheap"))
        #expect(traffic.breaches(under: [served]).isEmpty)
        traffic.run(seconds: 20, ["cheap": (20, 20)])
        let breaches = traffic.breaches(under: [served])
        #expect(breaches.map(\.target) == ["cheap"])
        #expect(breaches.map(\.action) == [.kill])
    }

    @Test func `a shadow guard finds and does not hide`() {
        let guards = [makeRule("shadow", threshold: 0.2, isShadow: true), makeRule(threshold: 0.5)]
        var traffic = Traffic(makeFeature(guards: guards))
        traffic.run(seconds: 60, ["stable": (100, 0), "canary": (10, 4)])
        let breaches = traffic.breaches()
        #expect(breaches.map(\.guardName) == ["shadow"])
        #expect(breaches.map(\.isShadow) == [true])
    }

    @Test func `what a guard sees is the rate in its declared window`() {
        var traffic = Traffic(makeFeature())
        traffic.run(seconds: 300, ["stable": (10, 1)])
        traffic.run(seconds: 60, ["stable": (10, 0), "canary": (10, 5)])
        func value(_ seconds: Int) -> Double {
            GuardEngine.value(
                of: makeRule(seconds: seconds), feature: "chat", windows: traffic.windows, now: traffic.now)
        }
        #expect(value(60) == 0.25)
        #expect(value(120) < 0.2)
        #expect(value(7_200) == value(1_800))
    }
}
