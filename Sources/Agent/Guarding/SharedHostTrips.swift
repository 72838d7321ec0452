package import Control
package import FlagModel
internal import Synchronization

/// This host's own trips as the agent's services share them.
package final class SharedHostTrips: Sendable {
    private let trips: Mutex<HostTrips>

    package init(_ trips: HostTrips) { self.trips = Mutex(trips) }

    package func update<Value: Sendable>(_ body: (inout HostTrips) -> Value) -> Value { trips.withLock { body(&$0) } }

    package var current: HostTrips { trips.withLock { $0 } }

    package var byFeature: [String: [FeatureState.Trip]] {
        Dictionary(grouping: current.all, by: \.feature).mapValues { $0.map(\.trip) }
    }
}
