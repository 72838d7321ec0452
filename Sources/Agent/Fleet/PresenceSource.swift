import Control
import FlagModel
import FlagStore

#if canImport(Glibc)
    import Glibc
#endif

/// Gathers what the agent says of itself.
struct PresenceSource: Sendable {
    let agent: String
    let host: String
    let mirror: SharedMirror
    let propagation: Propagation
    let progress: ReaderProgress
    let hostTrips: SharedHostTrips
    let telemetry: TelemetryHub
    let leadership: SharedLeadership
    let pollInterval: Duration

    /// Features named in one record, each of which the store notes as in use.
    static let trafficLimit = 2_000

    /// `nil` until a revision has been applied.
    func current() -> Presence? {
        guard let applied = propagation.lastApplied else { return nil }
        let traffic = telemetry.traffic(now: HostClock.monotonic()).sorted { $0.key < $1.key }.prefix(Self.trafficLimit)
        return Presence(
            agent: agent, host: host, version: Version.current, lineage: applied.lineage,
            rewind: mirror.read { $0.rewind.map { Presence.Rewind(reason: $0.reason, found: $0.found) } },
            appliedAfter: applied.milliseconds,
            trips: hostTrips.current.announced.map { held in
                // The numbers go to the store with the commit; others only need to know that this host has tripped.
                var trip = held.trip
                trip.evidence = .null
                return Presence.HostTrip(feature: held.feature, trip: trip)
            },
            traffic: Dictionary(uniqueKeysWithValues: traffic.map { ($0.key, $0.value) }), readers: progress.readers,
            pollMilliseconds: pollInterval.wholeMilliseconds, leads: leadership.fence != nil
        ).fitting
    }

    static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "unknown" }
    }
}
