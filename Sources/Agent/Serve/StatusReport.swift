// What `GET /v1/status` and `GET /v1/features/{key}/live` say.

import Control
import FlagModel
import FlagSnapshot
import FlagStore
import Telemetry

/// Gathers the agent's state for people.
struct StatusReport: Sendable {
    let namespace: String
    let location: String
    let mirror: SharedMirror
    let propagation: Propagation
    let connection: StoreConnection
    let push: PushWatch
    let presence: PresenceSource
    let hostTrips: SharedHostTrips
    let telemetry: TelemetryHub
    let control: SharedControlPage
    let events: EventLog
    let doors: DoorBoard
    let room: MemoryRoom

    var json: JSONValue {
        let mirror = mirror.current
        let now = HostClock.monotonic()
        let readers = presence.progress.readers
        let kept = hostTrips.kept
        var active = ActiveRestrictions(states: mirror.effectiveStates.values)
        active.add(hostTrips.restrictions, on: presence.host)
        return [
            "version": .string(Version.current),
            "agent": .string(presence.identity.id),
            "agent_was": presence.identity.former?.json ?? .null,
            "host": .string(presence.host),
            "namespace": .string(namespace),
            "store": [
                "location": .string(location), "up": .bool(connection.isUp),
                "error": connection.lastError.map(JSONValue.string) ?? .null,
                "doubt": connection.doubt.map(JSONValue.string) ?? .null,
                "lineage": mirror.lineage?.json ?? .null,
                "rewind": mirror.rewind.map { .string($0.reason) } ?? .null,
            ],
            "push": push.json,
            "revision": .integer(Int64(clamping: propagation.lastApplied?.lineage.revision ?? 0)),
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
            "trips": .array(hostTrips.current.all.map { Self.json($0, isKept: kept.all.contains($0)) }),
            "guards": .array(guards(mirror, now: now)),
            "unplaced": .array(presence.board.current.named.map(JSONValue.string)),
            "faults": .array(mirror.faults.map { ["name": .string($0.name), "reason": .string($0.reason)] }),
            "closed_doors": doors.json,
            "events": events.json,
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
    private func guards(_ mirror: Mirror, now: UInt64) -> [JSONValue] {
        let windows = telemetry.windows
        let own = hostTrips.byKey
        return mirror.features.values.sorted { $0.key < $1.key }.flatMap { feature -> [JSONValue] in
            let restrictions = RestrictionLadder(
                (mirror.effectiveState(of: feature.key)?.restrictions ?? []) + (own[feature.key] ?? []))
            return GuardReading.all(of: feature, windows: windows, restrictions: restrictions, now: now).map {
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
        guard let feature = mirror.read({ $0.feature(key) }) else { return nil }
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
