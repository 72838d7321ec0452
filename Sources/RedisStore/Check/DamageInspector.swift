// What loads and fleets leave out, and counters that count nothing: by the functions that hosts and people use.

import FlagStore
import RedisClient

struct DamageInspector {
    let functions: FunctionCaller

    func damage() async -> Answer<StoreDamage> {
        do throws(StoreError) {
            let load = try await functions.read(.load(since: nil))
            let fleet = try await functions.read(.fleet)
            var damage = StoreDamage(load.faults)
            damage.faults += try await counters() + ahead() + log()
            damage.faults += fleet.faults
            return .told(damage)
        } catch {
            return .withheld(error.message)
        }
    }

    private static let counters = [
        "revision", "epoch", "adopted", "committed", "applied", "documents", "bytes", "past-bytes",
    ]

    private static let required = ["store", "revision", "epoch"]

    /// Fields of `meta` that should be numbers, none of which is read where it is longer than one.
    private func counters() async throws(StoreError) -> [StoreLoad.Fault] {
        var faults: [StoreLoad.Fault] = []
        for name in Self.counters + ["store", "chain"] {
            let key = RESPCommand.Argument(functions.prefix + "meta")
            guard let length = try await functions.send(RESPCommand("HSTRLEN", key, .init(name))).integer else {
                continue
            }
            guard length > 0 else {
                if Self.required.contains(name) {
                    faults.append(.init(name: "meta", reason: "\(name): is missing"))
                }
                continue
            }
            var value: String?
            if length <= 256 { value = try await functions.send(RESPCommand("HGET", key, .init(name))).text }
            if let value, Self.isFine(value, as: name) { continue }
            faults.append(.init(name: "meta", reason: "\(name): \(value ?? "\(length) bytes") is none"))
        }
        return faults
    }

    private static func isFine(_ value: String, as name: String) -> Bool {
        switch name {
        case "store": true
        case "chain": value.utf8.count == 64
        default: UInt64(value).map { $0 < 1 << 53 } ?? false
        }
    }

    /// What the index says to be of a revision that is not there yet.
    private func ahead() async throws(StoreError) -> [StoreLoad.Fault] {
        let revision = try await functions.read(.lineage).revision
        let reply = try await functions.send(
            RESPCommand(
                "ZRANGE", .init(functions.prefix + "index"), .init("(\(revision)"), "+inf", "BYSCORE", "LIMIT", "0",
                "20"))
        return (reply.array ?? []).compactMap(\.text).map {
            StoreLoad.Fault(name: "index", reason: "\($0.prefix(100)) claims a revision that is not there yet")
        }
    }

    private func log() async throws(StoreError) -> [StoreLoad.Fault] {
        guard let record = try await functions.read(.history(through: nil, count: 1)).first, record.revision >= 1 << 53
        else { return [] }
        return [.init(name: "log", reason: "a record beyond any revision was put in; commits are refused")]
    }
}
