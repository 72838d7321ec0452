// Where operators of this host order what it holds back, without the store: at once in shared memory, then on disk.

import AgentHTTP
import Control
import FlagModel
import FlagStore
import Logging

/// Holds back on this host what its operators say, and ends that again.
final class HostDesk: Sendable {
    let host: String
    let mirror: SharedMirror
    let hostTrips: SharedHostTrips
    let board: RestrictionBoard
    let file: HostRestrictionsFile
    let events: EventLog
    /// Rung when presence and the file are out of date.
    let changed: [Signal]
    let logger: Logger

    init(
        host: String, mirror: SharedMirror, hostTrips: SharedHostTrips, board: RestrictionBoard,
        file: HostRestrictionsFile, events: EventLog, changed: [Signal], logger: Logger
    ) {
        self.host = host
        self.mirror = mirror
        self.hostTrips = hostTrips
        self.board = board
        self.file = file
        self.events = events
        self.changed = changed
        self.logger = logger
    }

    /// Restricts first; whether the next start will know it is said in the answer.
    func hold(_ order: HostRestrictionDoor.Order, by peer: PeerCredentials) async -> HostRestrictionDoor.Answer {
        if let refusal = refusal(of: order) { return .unknown(refusal) }
        let act = FeatureState.Act(
            by: actor(peer), at: Int64(clamping: HostClock.unixMilliseconds()), reason: order.reason,
            source: HostRestriction.source)
        let restriction = HostRestriction(
            key: order.key ?? FeatureState.namespaceKey, target: order.variant ?? FeatureState.wholeFeature, act: act)
        let holding = hostTrips.updateByHand { $0.hold(restriction) }
        guard holding != .full else {
            return .full(
                "this host holds \(HostRestrictions.limit) restrictions by hand already; hold the whole namespace "
                    + "(--all), or end some")
        }
        if holding == .held { apply([restriction], "held by hand", "a person holds back a part of this host") }
        return .done([
            "changed": .bool(holding == .held), "host": .string(host), "lost_at_restart": lost(await file.keep()),
        ])
    }

    /// Ends what was ordered here by hand, and nothing else.
    func end(_ order: HostRestrictionDoor.Order, by peer: PeerCredentials) async -> HostRestrictionDoor.Answer {
        let ended = hostTrips.updateByHand {
            $0.end(order.key ?? FeatureState.namespaceKey, target: order.variant)
        }
        if !ended.isEmpty {
            apply(
                ended, "ended by hand", "a person ended what was held back by hand on this host",
                ["ended_by": .string(actor(peer)), "ended_reason": .string(order.reason)])
        }
        return .done([
            "changed": .bool(!ended.isEmpty), "host": .string(host), "ended": .array(ended.map(\.json)),
            "lost_at_restart": lost(ended.isEmpty ? nil : await file.keep()),
        ])
    }

    /// Ends what restores in the store have ended.
    func reconcile(_ states: [String: FeatureState]) {
        let ended = hostTrips.updateByHand { $0.reconcile(states: states) }
        guard !ended.isEmpty else { return }
        apply(ended, "ended by a restore", "a restore in the store ended what was held back by hand on this host")
    }

    /// What this host does not serve cannot be held by a slip of the fingers.
    private func refusal(of order: HostRestrictionDoor.Order) -> String? {
        guard let key = order.key else { return nil }
        let (keys, feature) = mirror.read { (Array($0.served.keys) + Array($0.features.keys), $0.feature(key)) }
        guard keys.contains(key) else {
            let hint = NearestName.hint(for: key, among: keys).map { "; \($0)" } ?? ""
            return "this host serves no feature or flag \(key)\(hint)"
        }
        guard let variant = order.variant else { return nil }
        guard let feature else { return "\(key) is an ordinary flag: it has no variants that can be withdrawn" }
        guard feature.variant(named: variant) == nil else { return nil }
        let hint = NearestName.hint(for: variant, among: feature.variants.map(\.name)).map { "; \($0)" } ?? ""
        return "\(key) has no variant \(variant)\(hint)"
    }

    private func apply(
        _ restrictions: [HostRestriction], _ event: String, _ message: Logger.Message,
        _ details: [String: JSONValue] = [:]
    ) {
        board.refresh(Set(restrictions.map(\.key)))
        for one in restrictions {
            events.add(event, (one.json.object ?? [:]).merging(details) { $1 })
            logger.warning(
                message,
                metadata: [
                    "key": "\(one.key)", "target": "\(one.target)", "by": "\(one.act.by)",
                    "reason": "\(one.act.reason)",
                ])
        }
        for signal in changed { signal.ring() }
    }

    private func lost(_ reason: String?) -> JSONValue { reason.map { .string($0) } ?? .null }

    /// `uid:ann@web-3`.
    private func actor(_ peer: PeerCredentials) -> String { "uid:\(HostUser.name(of: peer.userID))@\(host)" }
}
