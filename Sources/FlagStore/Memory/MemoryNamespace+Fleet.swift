import FlagModel

extension MemoryNamespace {
    mutating func announce(_ presence: Presence, as claim: AgentClaim?, now: Int64) throws(StoreError) {
        let record = try presence.encoded()
        let agent = presence.agent
        if let claim {
            if let known = claims[agent], claim.isRefused(by: known.place, token: known.token, age: now - known.at) {
                throw StoreError(.held, "another agent has announced itself as \(agent)")
            }
            claims[agent] = (claim.place, claim.next, now)
        }
        // As much of it as a record holds.
        self.presence[agent] = (try? JSONValue.parse(Array(record.utf8))).flatMap { Presence(json: $0, seenAt: now) }
        for feature in presence.used { used[feature] = max(used[feature] ?? now, now) }
        used = used.filter { $0.value >= now - StoreLimits.usedMilliseconds }
        self.presence = self.presence.filter { $0.value.seenAt >= now - StoreLimits.presenceMilliseconds }
        claims = claims.filter { $0.value.at >= now - StoreLimits.presenceMilliseconds }
    }

    func fleet(now: Int64) -> Fleet {
        Fleet(now: now, agents: presence.values.sorted { $0.agent < $1.agent }, lastUsed: used)
    }

    /// A token is above the last one and not below the time, so that it also is should the store be an older copy.
    mutating func acquireLease(_ name: String, for holder: String, milliseconds: Int64, now: Int64) -> Lease {
        let current = leases[name]
        if let current, current.holder != holder, current.expiresAt > now { return current }
        let token =
            current?.holder == holder
            ? current?.token ?? 0 : max((current?.token ?? 0) + 1, UInt64(clamping: now))
        let lease = Lease(name: name, holder: holder, token: token, expiresAt: now + milliseconds)
        leases[name] = lease
        return lease
    }

    /// The token stays, so that the next one is above it.
    mutating func releaseLease(_ fence: Fence, of holder: String) {
        guard let current = leases[fence.lease], current.token == fence.token, current.holder == holder else { return }
        leases[fence.lease]?.holder = ""
        leases[fence.lease]?.expiresAt = 0
    }
}
