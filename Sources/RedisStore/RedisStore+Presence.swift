package import FlagStore

extension RedisStore {
    package func announce(_ presence: Presence, as claim: AgentClaim?) async throws(StoreError) {
        try await functions.call(.announce(presence, as: claim))
    }

    package func withdrawPresence(of agent: String) async throws(StoreError) {
        try await functions.call(.withdrawPresence(of: agent))
    }

    package func fleet() async throws(StoreError) -> Fleet {
        try await functions.read(.fleet)
    }
}
