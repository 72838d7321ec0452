import FlagModel
import FlagStore
import Operations

/// The agents of a namespace as people and programs read them.
enum FleetReport {
    static func json(_ view: FleetView) -> JSONValue {
        .array(
            ordered(view.fleet).map { presence in
                let standing = view.standing(of: presence)
                return [
                    "agent": .string(presence.agent),
                    "host": .string(presence.host),
                    "version": .string(presence.version),
                    "standing": .string(standing.name),
                    "trouble": standing.trouble.map(JSONValue.string) ?? .null,
                    "live": .bool(age(presence, in: view.fleet) <= Double(Fleet.liveMilliseconds)),
                    "seen_ms_ago": .number(age(presence, in: view.fleet)),
                    "store_id": .string(presence.lineage.storeID),
                    "revision": .integer(Int64(clamping: presence.lineage.revision)),
                    "restricted": presence.restricted.map { .integer(Int64(clamping: $0.revision)) } ?? .null,
                    "unplaced": .array(presence.unplaced.map(JSONValue.string)),
                    "applied_after_ms": .number(presence.appliedAfter),
                    "processes": .integer(Int64(presence.readers.processes)),
                    "taken": .integer(Int64(presence.readers.taken)),
                    "idle": .integer(Int64(presence.readers.idle)),
                    "trips": .array(presence.trips.map { .string("\($0.feature) \($0.trip.id)") }),
                ]
            })
    }

    /// A table of all, then who is gone, lags or strays.
    static func lines(_ view: FleetView, on terminal: Terminal) -> [String] {
        let agents = ordered(view.fleet)
        let damage = view.fleet.faults.map {
            terminal.output("damaged: \($0.name): \($0.reason)".withoutControls, .yellow)
        }
        guard !agents.isEmpty else { return (["no agent has been seen"] + damage).map { "  \($0)" } }
        let rows = agents.map { presence in
            [
                presence.host, presence.version, "\(presence.lineage.revision)",
                "\(presence.readers.taken) of \(presence.readers.processes)", "\(presence.trips.count)",
                Milliseconds.text(age(presence, in: view.fleet)) + " ago",
            ]
        }
        let table = Table("HOST", "VERSION", "REVISION", "READERS", "TRIPS", "SEEN", rows: rows).lines(on: terminal)
        let troubles = agents.compactMap { presence in
            view.standing(of: presence).trouble.map {
                terminal.output("\(presence.name.withoutControls) \($0)", .yellow)
            }
        }
        return (table + troubles + damage).map { "  \($0)" }
    }

    private static func ordered(_ fleet: Fleet) -> [Presence] {
        fleet.agents.sorted { ($0.host, $0.agent) < ($1.host, $1.agent) }
    }

    /// In floats: two stamps out of a store may be any two integers.
    private static func age(_ presence: Presence, in fleet: Fleet) -> Double {
        max(0, Double(fleet.now) - Double(presence.seenAt))
    }
}
