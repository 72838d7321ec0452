package import FlagModel
package import FlagStore

extension Presence {
    /// An agent that has applied revision 0 of no store, unless said otherwise.
    package static func sample(
        host: String, lineage: Lineage = Lineage(storeID: "other", epoch: 1, revision: 0),
        appliedAfter: Double = 12, readers: Readers = Readers(processes: 0, taken: 0, idle: 0, takenAfter: []),
        trips: [String] = [], of feature: String = "", held: [HostRestriction] = [], traffic: [String: [String]] = [:],
        seenAt: Int64 = 0
    ) -> Presence {
        Presence(
            agent: "agent-\(host)", host: host, version: "0.1.0", lineage: lineage, appliedAfter: appliedAfter,
            trips: trips.map { HostTrip(feature: feature, trip: .sample(id: $0)) }, held: held, traffic: traffic,
            readers: readers, seenAt: seenAt)
    }
}

extension FeatureState.Trip {
    /// - Parameter id: `guard/target`.
    package static func sample(id: String) -> FeatureState.Trip {
        let parts = id.split(separator: "/").map(String.init)
        return FeatureState.Trip(
            act: FeatureState.Act(by: "uid:agent@web-1", at: 1_000, reason: "42 of 50 failed", source: "guard:errors"),
            guardName: parts[0], target: parts[1], action: .kill, digest: "", basis: 1, evidence: .null)
    }
}
