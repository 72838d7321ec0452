import Control
import FlagModel
import FlagSnapshot
import Telemetry

/// Levels that are brought up to date when somebody scrapes, and at no other time.
final class ScrapeGauges: Sendable {
    private let mirror: SharedMirror
    private let hostTrips: SharedHostTrips
    private let connection: StoreConnection
    private let leadership: SharedLeadership
    private let telemetry: TelemetryHub

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
        var states: [[String]: Double] = [:]
        var values: [[String]: Double] = [:]
        var thresholds: [[String]: Double] = [:]
        for (key, feature) in features {
            let restriction = mirror.restriction(of: key, hostTrips: trips[key] ?? [])
            states[[key, "killed"]] = restriction.killed || mirror.isNamespaceKilled ? 1 : 0
            states[[key, "restricted"]] = restriction.serve != 0 || !restriction.replaced.isEmpty ? 1 : 0
            for rule in feature.guards {
                values[[key, rule.name]] = GuardEngine.value(of: rule, feature: key, windows: windows, now: now)
                thresholds[[key, rule.name]] = rule.threshold
            }
        }
        telemetry.show { metrics in
            let ends = mirror.changedAlone.map { ([$0], Double($1) / 1000) }
            metrics.replace(.breakGlassActive, with: Dictionary(uniqueKeysWithValues: ends.map { ($0.0, 1) }))
            metrics.replace(.breakGlassEnd, with: Dictionary(uniqueKeysWithValues: ends))
            metrics.set(connection.isUp ? 1 : 0, of: .storeUp)
            metrics.set(mirror.rewind == nil ? 0 : 1, of: .storeRewound)
            metrics.set(leadership.fence == nil ? 0 : 1, of: .leader)
            if connection.lastSync > 0 { metrics.set(Double(connection.lastSync) / 1000, of: .lastSync) }
            metrics.set(Double(inFlight), of: .callsInFlight)
            metrics.replace(.featureState, with: states)
            metrics.replace(.guardValue, with: values)
            metrics.replace(.guardThreshold, with: thresholds)
        }
    }
}
