import AgentCore
import FlagModel
import FlagSnapshot
import FlagStore
import SnapshotWriting

#if canImport(Glibc)
    import Glibc
#endif

/// Gathers what the agent says of itself.
struct PresenceSource: Sendable {
    let identity: AgentIdentity
    let host: String
    let core: SharedCore
    let overrides: OverrideWriter
    let control: SharedControlPage
    let progress: ReaderProgress
    let telemetry: TelemetryHub
    let pollInterval: Duration

    /// Features named in one record, each of which the store notes as in use.
    static let trafficLimit = 2_000

    /// `nil` until anything is known of a store.
    func current() -> Presence? {
        let core = core.current
        let (applied, rewind) = (core.propagation.applied, core.mirror.rewind)
        guard let lineage = applied?.lineage ?? core.mirror.lineage else { return nil }
        // On a page that services do not find, nothing is in force.
        let standing = control.update { $0.hasPageAtPath() } ? overrides.current : OverrideStanding()
        let traffic = telemetry.traffic(now: HostClock.monotonic()).sorted { $0.key < $1.key }.prefix(Self.trafficLimit)
        return Presence(
            agent: identity.id, host: host, version: Version.current,
            lineage: standing.announced(published: applied?.lineage, of: lineage), restricted: standing.inForce,
            unplaced: standing.named,
            rewind: rewind.map {
                Presence.Rewind(reason: $0.reason, found: standing.unplaced.isEmpty ? $0.found : nil)
            },
            appliedAfter: applied?.milliseconds ?? 0,
            trips: core.trips.announced.map { held in
                // The numbers go to the store with the commit; others only need to know that this host has tripped.
                var trip = held.trip
                trip.evidence = .null
                return Presence.HostTrip(feature: held.feature, trip: trip)
            },
            held: core.orders.all,
            traffic: Dictionary(uniqueKeysWithValues: traffic.map { ($0.key, $0.value) }), readers: progress.readers,
            pollMilliseconds: pollInterval.wholeMilliseconds
        ).fitting
    }

    static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "unknown" }
    }
}
