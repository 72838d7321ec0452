package import FlagModel
internal import Synchronization

/// The last things that happened on this host, for `status` and for people who want to know when.
package final class EventLog: Sendable {
    package struct Event: Sendable {
        /// Unix milliseconds, with their fraction.
        package var at: Double
        package var name: String
        package var details: [String: JSONValue]
    }

    static let capacity = 100

    private let events = Mutex<[Event]>([])

    package init() {}

    package func add(_ name: String, at: Double? = nil, _ details: [String: JSONValue] = [:]) {
        let event = Event(at: at ?? HostClock.unixMillisecondsWithFraction(), name: name, details: details)
        events.withLock {
            if $0.count == Self.capacity { $0.removeFirst() }
            $0.append(event)
        }
    }

    package var json: JSONValue {
        .array(
            events.withLock { $0 }.map { event in
                .object(event.details.merging(["at_ms": .number(event.at), "event": .string(event.name)]) { $1 })
            })
    }
}
