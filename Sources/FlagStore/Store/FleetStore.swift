/// The agents that follow the namespace.
package protocol FleetStore: NamespaceStore {
    /// Also lets take effect what has fallen due.
    ///
    /// - Parameter claim: by which the store tells two agents of one id apart; `nil`: nobody is told apart. Refused with
    ///   `held` where another agent has announced itself under this id lately.
    func announce(_ presence: Presence, as claim: AgentClaim?) async throws(StoreError)
    func withdrawPresence(of agent: String) async throws(StoreError)
    func fleet() async throws(StoreError) -> Fleet
}

extension FleetStore {
    package func announce(_ presence: Presence) async throws(StoreError) { try await announce(presence, as: nil) }
}
