import Control
import FlagModel
import FlagSnapshot
import Synchronization
import Telemetry

/// Levels that are brought up to date when somebody scrapes, and at no other time.
final class ScrapeGauges: Sendable {
    private let mirror: SharedMirror
    private let hostTrips: SharedHostTrips
    private let connection: StoreConnection
    private let leadership: SharedLeadership
    private let telemetry: TelemetryHub
    /// Features that have series; those of a deleted feature are taken away.
    private let described = Mutex<Set<String>>([])
    /// The same of what one person changed alone.
    private let alone = Mutex<Set<String>>([])

    init(
        mirror: SharedMirror, hostTrips: SharedHostTrips, connection: StoreConnection, leadership: SharedLeadership,
        telemetry: TelemetryHub
    ) {
        self.mirror = mirror
        self.hostTrips = hostTrips
        self.connection = connection
        self.leadership = leadership
        self.telemetry = telemetry
    }

    func refresh() {
        let mirror = mirror.current
        let features = mirror.features
        let trips = hostTrips.byFeature
        let windows = telemetry.windows
        let now = HostClock.monotonic()
        let inFlight = telemetry.callsInFlight
        let gone = described.withLock { described in
            defer { described = Set(features.keys) }
            return described.subtracting(features.keys)
        }
        let changedAlone = mirror.changedAlone
        let over = alone.withLock { alone in
            defer { alone = Set(changedAlone.keys) }
            return alone.subtracting(changedAlone.keys)
        }
        telemetry.metrics { metrics in
            for name in over {
                metrics.remove(.breakGlassActive, first: name)
                metrics.remove(.breakGlassEnd, first: name)
            }
            for (name, end) in changedAlone {
                metrics.set(1, of: .breakGlassActive, [name])
                metrics.set(Double(end) / 1000, of: .breakGlassEnd, [name])
            }
            metrics.set(connection.isUp ? 1 : 0, of: .storeUp)
            metrics.set(mirror.rewind == nil ? 0 : 1, of: .storeRewound)
            metrics.set(leadership.fence == nil ? 0 : 1, of: .leader)
            if connection.lastSync > 0 { metrics.set(Double(connection.lastSync) / 1000, of: .lastSync) }
            metrics.set(Double(inFlight), of: .callsInFlight)
            for feature in gone {
                for family in [MetricFamily.featureState, .guardValue, .guardThreshold] {
                    metrics.remove(family, first: feature)
                }
            }
            for (key, feature) in features {
                let restriction = mirror.restriction(of: key, hostTrips: trips[key] ?? [])
                let isKilled = restriction.killed || mirror.isNamespaceKilled
                let isRestricted = restriction.serve != 0 || !restriction.replaced.isEmpty
                metrics.set(isKilled ? 1 : 0, of: .featureState, [key, "killed"])
                metrics.set(isRestricted ? 1 : 0, of: .featureState, [key, "restricted"])
                for rule in feature.guards {
                    let value = GuardEngine.value(of: rule, feature: key, windows: windows, now: now)
                    metrics.set(value, of: .guardValue, [key, rule.name])
                    metrics.set(rule.threshold, of: .guardThreshold, [key, rule.name])
                }
            }
        }
    }
}
