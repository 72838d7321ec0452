package import FlagModel

/// Why a file of trips cannot be read.
package struct HostTripsError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String
}

extension HostTrips {
    static let schema: Int64 = 1

    /// As the agent keeps them on disk.
    package var json: JSONValue {
        .object([
            "schema": .integer(Self.schema),
            "trips": .array(
                all.map { one in
                    .object([
                        "feature": .string(one.feature), "standing": .string(one.standing.rawValue),
                        "trip": one.trip.json,
                    ])
                }),
        ])
    }

    /// Reads back what `json` wrote. One trip that cannot be read does not lose the others.
    /// - Parameter faults: what could not be read, one line each.
    package init(agent: String, json: JSONValue, faults: inout [String]) throws(HostTripsError) {
        self.init(agent: agent)
        guard let entries = json["trips"]?.array else {
            throw HostTripsError(description: "trips: should be an array")
        }
        for (index, entry) in entries.enumerated() {
            guard let feature = entry["feature"]?.string, let body = entry["trip"] else {
                faults.append("trips[\(index)]: should have feature and trip")
                continue
            }
            do {
                let trip = try FeatureState.Trip(json: body)
                let standing = entry["standing"]?.string.flatMap(Standing.init) ?? .current
                held[Key(feature: feature, trip: trip.id)] = Held(feature: feature, trip: trip, standing: standing)
            } catch {
                faults.append("trips[\(index)]: \(error)")
            }
        }
    }
}
