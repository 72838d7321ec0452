import FlagModel
import Synchronization

/// The last things that happened on this host, for `status` and for people who want to know when.
final class EventLog: Sendable {
    struct Event: Sendable {
        /// Unix milliseconds, with their fraction.
        var at: Double
        var name: String
        var details: [String: JSONValue]
    }

    static let capacity = 100

    private let events = Mutex<[Event]>([])

    init() {}

    func add(_ name: String, at: Double? = nil, _ details: [String: JSONValue] = [:]) {
        let event = Event(at: at ?? HostClock.unixMillisecondsWithFraction(), name: name, details: details)
        events.withLock {
            if $0.count == Self.capacity { $0.removeFirst() }
            $0.append(event)
        }
    }

    var json: JSONValue {
        .array(
            events.withLock { $0 }.map { event in
                .object(event.details.merging(["at_ms": .number(event.at), "event": .string(event.name)]) { $1 })
            })
    }
}
