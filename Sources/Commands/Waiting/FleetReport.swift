import FlagModel
import FlagStore

/// The agents of a namespace as people and programs read them.
enum FleetReport {
    static func json(_ fleet: Fleet) -> JSONValue {
        .array(
            ordered(fleet).map { presence in
                [
                    "agent": .string(presence.agent),
                    "host": .string(presence.host),
                    "version": .string(presence.version),
                    "live": .bool(isLive(presence, in: fleet)),
                    "seen_ms_ago": .number(age(presence, in: fleet)),
                    "store_id": .string(presence.lineage.storeID),
                    "revision": .integer(Int64(clamping: presence.lineage.revision)),
                    "applied_after_ms": .number(presence.appliedAfter),
                    "processes": .integer(Int64(presence.readers.processes)),
                    "taken": .integer(Int64(presence.readers.taken)),
                    "idle": .integer(Int64(presence.readers.idle)),
                    "trips": .array(presence.trips.map { .string("\($0.feature) \($0.trip.id)") }),
                ]
            })
    }

    static func lines(_ fleet: Fleet, on terminal: Terminal) -> [String] {
        guard !fleet.agents.isEmpty else { return ["  no agent has been seen"] }
        let rows = ordered(fleet).map { presence in
            [
                presence.host, presence.version, "\(presence.lineage.revision)",
                "\(presence.readers.taken) of \(presence.readers.processes)", "\(presence.trips.count)",
                Milliseconds.text(age(presence, in: fleet)) + " ago"
                    + (isLive(presence, in: fleet) ? "" : ", taken for gone"),
            ]
        }
        return Table("HOST", "VERSION", "REVISION", "READERS", "TRIPS", "SEEN", rows: rows)
            .lines(on: terminal).map { "  \($0)" }
    }

    private static func ordered(_ fleet: Fleet) -> [Presence] {
        fleet.agents.sorted { ($0.host, $0.agent) < ($1.host, $1.agent) }
    }

    private static func isLive(_ presence: Presence, in fleet: Fleet) -> Bool {
        age(presence, in: fleet) <= Double(Fleet.liveMilliseconds)
    }

    /// In floats: two stamps out of a store may be any two integers.
    private static func age(_ presence: Presence, in fleet: Fleet) -> Double {
        max(0, Double(fleet.now) - Double(presence.seenAt))
    }
}
