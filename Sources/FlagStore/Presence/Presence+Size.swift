import FlagModel

extension Presence {
    /// As much of it as one record takes: over the limit it would be refused as a whole, and its host be taken for gone.
    /// Trips go first; others need them for a quorum. What people hold by hand comes next: they look for it here.
    package var fitting: Presence {
        var fitting = self
        (fitting.trips, fitting.held, fitting.traffic) = ([], [], [:])
        var room = StoreLimits.presenceBytes - fitting.json.canonicalText.utf8.count
        func takes(_ value: JSONValue) -> Bool {
            room -= value.canonicalText.utf8.count + 1
            return room >= 0
        }
        fitting.trips = Array(trips.prefix { takes($0.json) })
        fitting.held = Array(held.prefix { takes($0.json) })
        for (feature, variants) in traffic.sorted(by: { $0.key < $1.key }) {
            guard takes([feature: .array(variants.map(JSONValue.string))]) else { break }
            fitting.traffic[feature] = variants
        }
        return fitting
    }
}
