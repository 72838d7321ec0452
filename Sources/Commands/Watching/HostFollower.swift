import FlagModel
import FlagStore

/// Notices when this host's agent serves something else than before.
struct HostFollower {
    private var latest: WatchEvent.HostState?

    /// - Parameter status: what the agent answers; `nil` where none does.
    mutating func follow(_ status: JSONValue?) -> [WatchEvent] {
        let trips = (status?["trips"]?.array ?? []).map { trip in
            let words = ["feature", "guard", "target"].map { trip[$0]?.string ?? "?" }
            return "\(words[0]) \(words[1])/\(words[2])"
        }
        let byHand = (status?["held"]?.array ?? []).compactMap(Restriction.init(json:)).filter(\.isByHand).map {
            entry in
            "\(entry.key) \(entry.cause.rawValue) by hand" + (entry.variant.map { " (\($0))" } ?? "")
        }
        let state = WatchEvent.HostState(
            revision: status.flatMap { $0["revision"]?.integer }, trips: trips.sorted() + byHand)
        guard state != latest else { return [] }
        latest = state
        return [.host(state)]
    }
}
