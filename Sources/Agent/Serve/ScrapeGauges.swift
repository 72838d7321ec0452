import AgentCore
import Control
import FlagModel
import FlagSnapshot
import SnapshotWriting
import Telemetry

/// Levels that are brought up to date when somebody scrapes, and at no other time.
final class ScrapeGauges: Sendable {
    private let core: SharedCore
    private let process = ProcessReadings()
    private let overrides: OverrideWriter
    private let control: SharedControlPage
    private let telemetry: TelemetryHub
    private let room: MemoryRoom

    init(
        core: SharedCore, overrides: OverrideWriter,
        control: SharedControlPage, telemetry: TelemetryHub, room: MemoryRoom
    ) {
        self.core = core
        self.overrides = overrides
        self.control = control
        self.telemetry = telemetry
        self.room = room
    }

    func refresh() {
        let core = core.current
        let (mirror, inForce) = (core.mirror, core.inForce)
        let features = mirror.features
        let windows = telemetry.windows
        let now = HostClock.monotonic()
        let unplaced = overrides.current.unplaced.count
        let inFlight = telemetry.callsInFlight
        let confirmedAt = control.age(at: now).map {
            (Double(HostClock.unixMilliseconds()) - Double($0.wholeMilliseconds)) / 1000
        }
        var states: [[String]: Double] = [:]
        var values: [[String]: Double] = [:]
        var thresholds: [[String]: Double] = [:]
        for (key, feature) in features {
            let entry = inForce.entry(of: key)
            states[[key, "killed"]] = entry.killed || inForce.isNamespaceOff ? 1 : 0
            states[[key, "restricted"]] = entry.serve != 0 || !entry.replaced.isEmpty ? 1 : 0
            let readings = windows.readings(of: key)
            for rule in feature.guards {
                values[[key, rule.name, ""]] = GuardEngine.value(of: rule, feature: key, windows: windows, now: now)
                for reading in readings {
                    let tally = Series.tally([reading.series], .covering(rule.window.nanoseconds), now: now)
                    values[[key, rule.name, reading.variant]] = tally.rate
                }
                thresholds[[key, rule.name]] = rule.threshold
            }
        }
        telemetry.show { metrics in
            let ends = mirror.changedAlone.map { ([$0], Double($1) / 1000) }
            metrics.replace(.breakGlassActive, with: Dictionary(uniqueKeysWithValues: ends.map { ($0.0, 1) }))
            metrics.replace(.breakGlassEnd, with: Dictionary(uniqueKeysWithValues: ends))
            process.show(in: &metrics)
            metrics.set(core.standing.isUp ? 1 : 0, of: .storeUp)
            metrics.set(mirror.rewind == nil ? 0 : 1, of: .storeRewound)
            metrics.set(Double(unplaced), of: .unplaced)
            if let confirmedAt { metrics.set(confirmedAt, of: .lastSync) }
            metrics.set(Double(inFlight), of: .callsInFlight)
            metrics.set(Double(room.needed(mirror.weight)), of: .memoryNeeded)
            if let limit = room.limit { metrics.set(Double(limit), of: .memoryLimit) }
            metrics.replace(.featureState, with: states)
            metrics.replace(.guardValue, with: values)
            metrics.replace(.guardThreshold, with: thresholds)
        }
    }
}
