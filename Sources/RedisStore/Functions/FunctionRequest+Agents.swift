// Leases, presence, and what a caller may do.

import FlagModel
import FlagStore
import RedisClient

extension FunctionRequest<Lease> {
    static func acquireLease(_ name: String, for holder: String, milliseconds: Int64) -> FunctionRequest {
        FunctionRequest(
            "acquire_lease",
            ["name": .text(name), "holder": .text(holder), "milliseconds": .number(milliseconds)]
        ) { answer throws(StoreError) in
            Lease(
                name: name, holder: try answer.text("holder"), token: try answer.number("token"),
                expiresAt: try answer.time("expires"))
        }
    }
}

extension FunctionRequest<Void> {
    static func releaseLease(_ fence: Fence, of holder: String) -> FunctionRequest {
        FunctionRequest(
            "release_lease", ["name": .text(fence.lease), "token": .number(fence.token), "holder": .text(holder)])
    }

    static func announce(_ presence: Presence, as claim: AgentClaim?) throws(StoreError) -> FunctionRequest {
        FunctionRequest(
            "announce",
            [
                "agent": .text(presence.agent), "record": .text(try presence.encoded()),
                "store": .text(presence.lineage.storeID), "applied": .number(presence.lineage.revision),
                "used": .texts(presence.used),
                "claim": claim.map {
                    ["place": .text($0.place), "last": .text($0.last), "next": .text($0.next)]
                },
            ])
    }

    static func withdrawPresence(of agent: String) -> FunctionRequest {
        FunctionRequest("withdraw_presence", ["agent": .text(agent)])
    }
}

extension FunctionRequest<Fleet> {
    static var fleet: FunctionRequest {
        FunctionRequest("fleet", timeout: bulkTimeout) { answer throws(StoreError) in
            let records = try answer.list("records")
            let agents = records.compactMap { value -> Presence? in
                guard let (at, json) = stamped(value.bytes ?? []) else { return nil }
                return (try? JSONValue.parse(json)).flatMap { Presence(json: $0, seenAt: at) }
            }
            let lastUsed = try answer.list("used").fields.compactMapValues {
                Int64(String(decoding: $0, as: UTF8.self))
            }
            var fleet = Fleet(
                now: try answer.time("now"), agents: agents, lastUsed: lastUsed, faults: try answer.faults())
            if agents.count < records.count {
                let count = records.count - agents.count
                fleet.faults.append(.init(name: "presence", reason: "\(count) records that cannot be read"))
            }
            return fleet
        }
    }
}

extension FunctionRequest<[AccessProbe: AccessProbe.Outcome]> {
    static func rights(_ probes: [AccessProbe]) -> FunctionRequest {
        FunctionRequest("rights", ["commands": .list(probes.map { .texts($0.words) })]) { answer throws(StoreError) in
            let outcomes = try answer.list("rights").compactMap { AccessProbe.Outcome($0.text) }
            guard outcomes.count == probes.count else { throw answer.unreadable("rights") }
            return Dictionary(zip(probes, outcomes), uniquingKeysWith: { first, _ in first })
        }
    }
}
