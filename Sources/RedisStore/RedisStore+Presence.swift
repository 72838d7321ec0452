package import FlagStore
import RedisClient

extension RedisStore {
    package func announce(_ presence: Presence, as claim: AgentClaim?) async throws(StoreError) {
        let agent = RESPCommand.Argument(presence.agent)
        let rest: [RESPCommand.Argument] =
            [.init(try presence.encoded()), .init(presence.lineage.storeID), .init(presence.lineage.revision)]
            + presence.used.map { .init($0) }
        if let claim {
            do throws(StoreError) {
                let words: [RESPCommand.Argument] = [agent, .init(claim.place), .init(claim.last), .init(claim.next)]
                _ = try await functions.call("present", words + rest)
                return
            } catch {
                // A library of an older version tells no two agents apart.
                guard error.isMissingFunction else { throw error }
            }
        }
        _ = try await functions.call("announce", [agent] + rest)
    }

    package func withdrawPresence(of agent: String) async throws(StoreError) {
        _ = try await functions.call("withdraw_presence", .init(agent))
    }

    package func fleet() async throws(StoreError) -> Fleet {
        var reply = try await functions.read("fleet", timeout: FunctionCaller.bulkTimeout)
        return try reply.fleet()
    }
}

extension StoreError {
    /// Whether the server's library, of an older version, serves what was asked but for this function.
    var isMissingFunction: Bool { (underlying as? RedisError)?.message.hasPrefix("ERR Function not found") == true }
}
