import AgentSamples
import Control
import FlagModel
import FlagSnapshot
import FlagStore
import SnapshotWriting
import Testing

@testable import AgentCore

/// Breaches, orders and announcements, event by event.
@Suite struct AgentCoreTests {
    private static let second: UInt64 = 1_000_000_000

    /// Knows `chat`, compiled, at revision 1.
    private static func core(states: [StoredState] = []) -> AgentCore {
        AgentCore(
            mirror: Mirror([
                Sample.load(Sample.lineage(1), documents: [Sample.document("chat")], states: states)
            ]), trips: HostTrips(agent: "me"))
    }

    private static func breach(_ target: String = "stable", isShadow: Bool = false) -> Breach {
        Breach(
            feature: "chat", guardName: "errors", target: target, action: .kill, digest: "", basis: 1,
            evidence: .null, reason: "20 of 20", isShadow: isShadow)
    }

    @Test func `a breach restricts first, then is kept and told`() {
        var core = Self.core()
        let whole = Self.breach(FeatureState.wholeFeature)
        #expect(
            core.hold([whole], by: "agent:web-1", at: 5, now: 1)
                == [.override(["chat"]), .persistAndAnnounce, .tripped(whole)])
        #expect(core.inForce.entry(of: "chat").isKilledByGuard)
        #expect(core.hold([whole], by: "agent:web-1", at: 6, now: 2).isEmpty, "once")
    }

    @Test func `a shadow guard's breach restricts nothing and is told once a minute`() {
        var core = Self.core()
        let shadow = Self.breach(isShadow: true)
        #expect(core.hold([shadow], by: "a", at: 5, now: 0) == [.wouldTrip(shadow)])
        #expect(core.hold([shadow], by: "a", at: 6, now: 59 * Self.second).isEmpty)
        #expect(core.hold([shadow], by: "a", at: 7, now: 60 * Self.second) == [.wouldTrip(shadow)])
        #expect(core.ownRestrictions.isEmpty)
    }

    @Test func `an order restricts what this host serves, until a restore that could know of it`() {
        var core = Self.core()
        #expect(core.hold(HostOrder(key: "chta", reason: "r"), by: "uid:ann", at: 1).isUnknown)
        #expect(core.hold(HostOrder(key: "chat", variant: "canry", reason: "r"), by: "uid:ann", at: 1).isUnknown)
        guard case .held(let order) = core.hold(HostOrder(key: "chat", reason: "r"), by: "uid:ann", at: 1) else {
            Issue.record("an order for what is served is held")
            return
        }
        #expect(core.hold(HostOrder(key: "chat", reason: "r"), by: "uid:ben", at: 2) == .heldAlready)
        #expect(core.inForce.entry(of: "chat").killed)

        let restored = StoredState(revision: 2, state: FeatureState(key: "chat", cleared: ["@feature": 2]))
        _ = core.mirror.take(Sample.load(Sample.lineage(2), complete: false, states: [restored]))
        #expect(core.followDocuments().isEmpty, "whoever restored cannot have known of it")
        core.propagation.loaded(Sample.load(Sample.lineage(2)), requestedAt: 10, at: 11)
        _ = core.applied(Sample.lineage(2), at: 12)
        #expect(core.announced([order], at: 13) == [], "told, and not yet confirmed since")
        core.propagation.loaded(Sample.load(Sample.lineage(2)), requestedAt: 14, at: 15)
        #expect(core.announced(core.orders.all, at: 16) == [.persistAndAnnounce])
        let later = StoredState(revision: 3, state: FeatureState(key: "chat", cleared: ["@feature": 3]))
        _ = core.mirror.take(Sample.load(Sample.lineage(3), complete: false, states: [later]))
        let effects = core.followDocuments()
        #expect(effects.first == .override(["chat"]))
        #expect(core.ownRestrictions.isEmpty && !core.inForce.entry(of: "chat").killed)
    }

    @Test func `the namespace is off by an order as by the store`() {
        var core = Self.core()
        #expect(!core.inForce.isNamespaceOff)
        _ = core.hold(HostOrder(key: nil, reason: "r"), by: "uid:ann", at: 1)
        #expect(core.inForce.isNamespaceOff)
        #expect(core.end(HostOrder(key: nil, reason: "r")).count == 1)
        #expect(!core.inForce.isNamespaceOff)
    }

    @Test func `after an outage windows start afresh before what is held is written again`() {
        var core = Self.core()
        _ = core.hold([Self.breach(FeatureState.wholeFeature)], by: "a", at: 5, now: 1)
        _ = core.announced([], at: 10)
        _ = core.hold([Self.breach(FeatureState.wholeFeature)], by: "a", at: 6, now: 11)
        #expect(core.announced([], at: 10 + 29 * Self.second) == [])
        #expect(
            core.announced([], at: 100 * Self.second) == [
                .restartWindows(feature: "chat", target: FeatureState.wholeFeature), .override(["chat"]),
                .persistAndAnnounce,
            ])
        #expect(core.inForce.entry(of: "chat").killed, "it holds on")
    }

    @Test func `trips that were committed already come last, and count once`() throws {
        var core = Self.core()
        _ = core.announced([], at: 1)
        _ = core.hold([Self.breach("stable"), Self.breach(FeatureState.wholeFeature)], by: "a", at: 5, now: 2)
        let alone = FleetView(now: 6, agents: [])
        let commits = core.commits(alone)
        #expect(commits.count == 2)
        let first = try #require(commits.first)
        let isFirst = [core.committed(first), core.committed(first)]
        #expect(isFirst == [true, false])
        #expect(core.commits(alone).map(\.id) == [commits[1].id, first.id])
        core.hasNothingToCommit()
        #expect(core.commits(alone).map(\.id) == commits.map(\.id))
    }

    @Test func `silence is told at the fifth announcement if looks are answered, a refusal once for each reason`() {
        var core = Self.core()
        let whileDown = (0..<10).map { _ in core.unanswered() }
        #expect(!whileDown.contains(true), "the look tells it")
        core.standing = .up
        let whileUp = (0..<6).map { _ in core.unanswered() }
        #expect(whileUp == [false, false, false, false, true, true])
        let refusal = StoreError(.refused, "no room")
        let told = [core.isNewRefusal(refusal), core.isNewRefusal(refusal)]
        #expect(told == [true, false])
    }
}

extension OrderOutcome {
    fileprivate var isUnknown: Bool { if case .unknown = self { true } else { false } }
}
