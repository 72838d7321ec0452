// Presence as stored. A newer agent may say more, an older one less: what is missing gets its empty value, and only a
// record that names no agent is refused.

package import FlagModel

extension Presence {
    package var json: JSONValue {
        [
            "agent": .string(agent),
            "host": .string(host),
            "version": .string(version),
            "restricted": restricted.map(\.place) ?? .null,
            "unplaced": .array(unplaced.map(JSONValue.string)),
            "store": .string(lineage.storeID),
            "epoch": .integer(Int64(clamping: lineage.epoch)),
            "revision": .integer(Int64(clamping: lineage.revision)),
            "rewind": rewind?.json ?? .null,
            "appliedAfter": .number(appliedAfter),
            "trips": .array(trips.map(\.json)),
            "held": .array(held.map(\.json)),
            "traffic": .object(traffic.mapValues { .array($0.map(JSONValue.string)) }),
            "readers": [
                "processes": .integer(Int64(readers.processes)),
                "taken": .integer(Int64(readers.taken)),
                "idle": .integer(Int64(readers.idle)),
                "takenAfter": .array(readers.takenAfter.map(JSONValue.number)),
            ],
            "poll": .integer(pollMilliseconds),
        ]
    }

    /// `nil` where the record names no agent.
    package init?(json: JSONValue, seenAt: Int64) {
        guard let agent = json["agent"]?.string, !agent.isEmpty else { return nil }
        let readers = json["readers"] ?? .null
        self.init(
            agent: agent,
            host: json["host"]?.string ?? "",
            version: json["version"]?.string ?? "",
            lineage: Lineage(place: json),
            restricted: json["restricted"].flatMap { $0 == .null ? nil : Lineage(place: $0) },
            unplaced: (json["unplaced"]?.array ?? []).prefix(20).compactMap(\.string),
            rewind: json["rewind"].flatMap(Rewind.init(json:)),
            appliedAfter: json["appliedAfter"]?.number ?? 0,
            trips: (json["trips"]?.array ?? []).compactMap(HostTrip.init(json:)),
            held: (json["held"]?.array ?? []).compactMap(HostRestriction.init(json:)),
            traffic: (json["traffic"]?.object ?? [:]).mapValues { ($0.array ?? []).compactMap(\.string) },
            readers: Readers(
                processes: readers["processes"]?.integer.flatMap(Int.init(exactly:)) ?? 0,
                taken: readers["taken"]?.integer.flatMap(Int.init(exactly:)) ?? 0,
                idle: readers["idle"]?.integer.flatMap(Int.init(exactly:)) ?? 0,
                takenAfter: (readers["takenAfter"]?.array ?? []).prefix(100).compactMap(\.number)),
            pollMilliseconds: json["poll"]?.integer ?? Self.longestPollMilliseconds,
            seenAt: seenAt)
    }

    /// The record as text, within the limit.
    package func encoded() throws(StoreError) -> String {
        try StoreLimits.checkName(agent, "agent")
        let text = json.canonicalText
        guard text.utf8.count <= StoreLimits.presenceBytes else {
            throw StoreError(.tooLarge, "a presence record has at most \(StoreLimits.presenceBytes) bytes")
        }
        return text
    }
}

extension Presence.Rewind {
    fileprivate var json: JSONValue {
        guard case .object(let place)? = found?.place else { return ["reason": .string(reason)] }
        return .object(place.merging(["reason": .string(reason)]) { $1 })
    }

    fileprivate init?(json: JSONValue) {
        guard let reason = json["reason"]?.string else { return nil }
        self.init(reason: reason, found: json["store"] == nil ? nil : Lineage(place: json))
    }
}

extension Lineage {
    fileprivate var place: JSONValue {
        [
            "store": .string(storeID), "epoch": .integer(Int64(clamping: epoch)),
            "revision": .integer(Int64(clamping: revision)),
        ]
    }

    /// As the members of another object.
    fileprivate init(place json: JSONValue) {
        self.init(
            storeID: json["store"]?.string ?? "",
            epoch: json["epoch"]?.integer.flatMap(UInt64.init(exactly:)) ?? 0,
            revision: json["revision"]?.integer.flatMap(UInt64.init(exactly:)) ?? 0)
    }
}

extension Presence.HostTrip {
    var json: JSONValue { ["feature": .string(feature), "trip": trip.json] }

    fileprivate init?(json: JSONValue) {
        guard let feature = json["feature"]?.string, let trip = json["trip"],
            let trip = try? FeatureState.Trip(json: trip)
        else { return nil }
        self.init(feature: feature, trip: trip)
    }
}
