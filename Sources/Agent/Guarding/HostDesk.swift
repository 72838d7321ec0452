// Where operators of this host order what it restricts, without the store: at once in shared memory, then on disk.

import AgentCore
import AgentHTTP
import FlagModel
import Logging

/// Carries out the orders of this host's operators.
struct HostDesk: Sendable {
    let host: String
    let core: SharedCore
    let performer: GuardPerformer
    let file: HostRestrictionsFile

    /// Restricts first; whether the next start will know it is said in the answer.
    func hold(_ order: HostOrder, by peer: PeerCredentials) async -> HostRestrictionDoor.Answer {
        let time = Int64(clamping: HostClock.unixMilliseconds())
        switch core.update({ $0.hold(order, by: actor(peer), at: time) }) {
        case .unknown(let reason): return .unknown(reason)
        case .full:
            return .full(
                "this host holds \(HostRestrictions.limit) restrictions by hand already; hold the whole namespace "
                    + "(--all), or end some")
        case .heldAlready: return await held(isNew: false)
        case .held(let restriction):
            performer.overrides.refresh([restriction.key])
            performer.tell(restriction, "held by hand", "a person holds back a part of this host")
            performer.persistAndAnnounce()
            return await held(isNew: true)
        }
    }

    /// Ends what was ordered here by hand, and nothing else.
    func end(_ order: HostOrder, by peer: PeerCredentials) async -> HostRestrictionDoor.Answer {
        let ended = core.update { $0.end(order) }
        if !ended.isEmpty {
            performer.overrides.refresh(Set(ended.map(\.key)))
            for one in ended {
                performer.tell(
                    one, "ended by hand", "a person ended what was held back by hand on this host",
                    ["ended_by": .string(actor(peer)), "ended_reason": .string(order.reason)])
            }
            performer.persistAndAnnounce()
        }
        return .done([
            "changed": .bool(!ended.isEmpty), "host": .string(host), "ended": .array(ended.map(\.json)),
            "lost_at_restart": lost(ended.isEmpty ? nil : await file.keep()),
        ])
    }

    private func held(isNew: Bool) async -> HostRestrictionDoor.Answer {
        .done(["changed": .bool(isNew), "host": .string(host), "lost_at_restart": lost(await file.keep())])
    }

    private func lost(_ reason: String?) -> JSONValue { reason.map { .string($0) } ?? .null }

    /// `uid:ann@web-3`.
    private func actor(_ peer: PeerCredentials) -> String { "uid:\(HostUser.name(of: peer.userID))@\(host)" }
}
