// What `GET /v1/status` and `GET /v1/features/{key}/live` say.

import AgentCore
import Control
import FlagModel
import FlagSnapshot
import FlagStore
import SnapshotWriting
import Telemetry

/// Gathers the agent's state for people.
struct StatusReport: Sendable {
    let namespace: String
    let location: String
    let core: SharedCore
    let presence: PresenceSource
    let telemetry: TelemetryHub
    let control: SharedControlPage
    let events: EventLog
    let doors: DoorBoard
    let room: MemoryRoom

    var json: JSONValue {
        let core = core.current
        let (mirror, inForce) = (core.mirror, core.inForce)
        let now = HostClock.monotonic()
        let readers = presence.progress.readers
        var active = ActiveRestrictions(states: mirror.effectiveStates.values)
        active.add(core.ownRestrictions, on: presence.host)
        return [
            "version": .string(Version.current),
            "agent": .string(presence.identity.id),
            "agent_was": presence.identity.former?.json ?? .null,
            "host": .string(presence.host),
            "namespace": .string(namespace),
            "store": [
                "location": .string(location), "up": .bool(core.standing.isUp),
                "error": core.standing.error.map(JSONValue.string) ?? .null,
                "doubt": core.standing.doubt.map(JSONValue.string) ?? .null,
                "lineage": mirror.lineage?.json ?? .null,
                "rewind": mirror.rewind.map { .string($0.reason) } ?? .null,
            ],
            "push": Self.json(core.notifications, now: now),
            "revision": .integer(Int64(clamping: core.propagation.applied?.lineage.revision ?? 0)),
            "generation": .integer(Int64(clamping: control.update { $0.reader.generation })),
            "age_ms": control.age(at: now).map { .integer($0.wholeMilliseconds) } ?? .null,
            "features": .integer(Int64(mirror.features.count)),
            "memory": [
                "limit_bytes": room.limit.map { .integer(Int64($0)) } ?? .null,
                "needed_bytes": .integer(Int64(room.needed(mirror.weight))),
            ],
            "readers": [
                "processes": .integer(Int64(readers.processes)), "taken": .integer(Int64(readers.taken)),
                "idle": .integer(Int64(readers.idle)),
            ],
            "calls_in_flight": .integer(Int64(telemetry.callsInFlight)),
            "held": .array(active.list.map(\.json)),
            "trips": .array(core.trips.all.map { Self.json($0, isKept: core.persistedTrips.all.contains($0)) }),
            "guards": .array(guards(inForce, now: now)),
            "unplaced": .array(presence.overrides.current.named.map(JSONValue.string)),
            "faults": .array(mirror.faults.map { ["name": .string($0.name), "reason": .string($0.reason)] }),
            "closed_doors": doors.json,
            "events": events.json,
        ]
    }

    /// Changes that only the poll found since the agent started, and how long ago a notification came last.
    private static func json(_ notifications: NotificationGaps, now: UInt64) -> JSONValue {
        [
            "missed": .integer(Int64(clamping: notifications.missed)),
            "heard_ms_ago": notifications.heardAt.map { .integer(Int64(clamping: (now - min($0, now)) / 1_000_000)) }
                ?? .null,
        ]
    }

    private static func json(_ held: HostTrips.Held, isKept: Bool) -> JSONValue {
        [
            "feature": .string(held.feature), "guard": .string(held.trip.guardName),
            "target": .string(held.trip.target), "action": .string(held.trip.action.description),
            "standing": .string(held.standing.rawValue), "reason": .string(held.trip.act.reason),
            "kept": .bool(isKept),
        ]
    }

    /// Each guard of each feature that has had calls lately, with what it sees in its declared window.
    private func guards(_ inForce: RestrictionsInForce, now: UInt64) -> [JSONValue] {
        let windows = telemetry.windows
        return inForce.mirror.features.values.sorted { $0.key < $1.key }.flatMap { feature -> [JSONValue] in
            GuardReading.all(of: feature, windows: windows, restrictions: inForce.ladder(of: feature.key), now: now).map
            {
                reading in
                [
                    "feature": .string(feature.key), "guard": .string(reading.guardName),
                    "target": .string(reading.target), "state": .string(reading.state),
                    "value": .number(reading.value), "threshold": .number(reading.threshold),
                ]
            }
        }
    }

    /// A feature's windows as its guards see them; `nil` where there is no such feature.
    func live(_ key: String) -> JSONValue? {
        guard let feature = core.read({ $0.mirror.feature(key) }) else { return nil }
        let now = HostClock.monotonic()
        let windows = telemetry.windows
        return [
            "feature": .string(key),
            "source": windows.source(of: key).map { .string($0.rawValue) } ?? .null,
            "guards": .array(
                feature.guards.map { ["name": .string($0.name), "threshold": .number($0.threshold)] }),
            "variants": .object(
                Dictionary(
                    windows.readings(of: key).map { ($0.title, $0.series.json(now: now)) }, uniquingKeysWith: { $1 })),
        ]
    }
}

extension Duration {
    var wholeMilliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
