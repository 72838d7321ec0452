import Control
import FlagModel
import Synchronization

/// This host's own trips as the agent's services share them.
final class SharedHostTrips: Sendable {
    private let trips: Mutex<HostTrips>

    init(_ trips: HostTrips) { self.trips = Mutex(trips) }

    func update<Value: Sendable>(_ body: (inout HostTrips) -> Value) -> Value { trips.withLock { body(&$0) } }

    var current: HostTrips { trips.withLock { $0 } }

    var byFeature: [String: [FeatureState.Trip]] {
        Dictionary(grouping: current.all, by: \.feature).mapValues { $0.map(\.trip) }
    }
}
