// What breached is what is restricted: variants are judged first, each by itself, then the feature as a whole on the
// outcomes of variants neither held nor in breach. A candidate on 5 % of the traffic may fail every call without
// moving the feature's rate over 5 %, and a bad candidate is no reason to turn the feature off.

package import FlagModel
package import Telemetry

/// Judges a feature's guards: a pure function of documents, measurements and `now`.
package struct GuardEngine {
    private let feature: Feature
    private let source: Outcome.Source?
    private let revision: UInt64
    private let now: UInt64
    private var breaches: [Breach] = []

    /// Every guard that breaches at `now`. A restricted variant is not judged again; once
    /// tripped it stays tripped until it is restored.
    /// - Parameters:
    ///   - restrictions: of the feature, those that are in force already.
    ///   - revision: the revision that is applied.
    ///   - now: monotonic nanoseconds.
    package static func evaluate(
        _ feature: Feature, windows: OutcomeWindows, restrictions: RestrictionLadder, revision: UInt64, now: UInt64
    ) -> [Breach] {
        guard !feature.guards.isEmpty, restrictions.whole != .out else { return [] }
        let readings = windows.readings(of: feature.key).filter { !restrictions.isRestricted($0.variant) }
        guard !readings.isEmpty else { return [] }
        var engine = GuardEngine(
            feature: feature, source: windows.source(of: feature.key), revision: revision, now: now)
        if case .served(let served) = restrictions.whole {
            // Everyone gets this one variant; if it fails too, the off variant is left.
            for reading in readings where reading.variant == served { engine.judge(reading, isOnlyOneServed: true) }
        } else {
            for reading in readings where engine.isJudgedAlone(reading.variant) {
                engine.judge(reading, isOnlyOneServed: false)
            }
            engine.judgeWhole(readings)
        }
        return engine.breaches
    }

    /// What a guard sees of the feature as a whole: the error rate in its declared window, uncapped, for display.
    package static func value(
        of rule: GuardRule, feature: String, windows: OutcomeWindows, now: UInt64
    ) -> Double {
        let series = windows.readings(of: feature).map(\.series)
        return Series.tally(series, .covering(rule.window.nanoseconds), now: now).rate
    }

    private init(feature: Feature, source: Outcome.Source?, revision: UInt64, now: UInt64) {
        self.feature = feature
        self.source = source
        self.revision = revision
        self.now = now
    }

    /// The off variant is what is left when all else fails: taking it away helps nobody.
    private func isJudgedAlone(_ variant: String) -> Bool {
        variant != feature.onKill && feature.variant(named: variant) != nil
    }

    private mutating func judge(_ reading: OutcomeWindows.Reading, isOnlyOneServed: Bool) {
        let series = [reading.series]
        let tallies = WindowTallies(series, now: now)
        let isBaseline = reading.variant == feature.baseline
        for rule in feature.guards where rule.scope == .all || rule.scope == .candidate && !isBaseline {
            let findings = ErrorRateTest.findings(rule, series: series, tallies: tallies, now: now)
            guard findings.contains(where: \.breaches) else { continue }
            let target = isBaseline && !isOnlyOneServed ? FeatureState.wholeFeature : reading.variant
            add(rule, target: target, judged: reading, findings)
        }
    }

    private mutating func judgeWhole(_ readings: [OutcomeWindows.Reading]) {
        let found = breaches
        for rule in feature.guards where rule.scope != .candidate {
            if found.contains(where: { $0.guardName == rule.name && $0.target == FeatureState.wholeFeature }) {
                continue
            }
            // A shadow guard sees the world as if its own findings, and only those of shadow guards, had been applied.
            let breached = Set(found.filter { !$0.isShadow || $0.guardName == rule.name }.map(\.target))
            let left = readings.filter { !breached.contains($0.variant) }
            // The one variant that is left has been judged, and is not in breach.
            if rule.scope == .all, left.count == 1, isJudgedAlone(left[0].variant) { continue }
            let series = left.map(\.series)
            let tallies = WindowTallies(series, now: now)
            let findings = ErrorRateTest.findings(rule, series: series, tallies: tallies, now: now)
            guard findings.contains(where: \.breaches) else { continue }
            add(rule, target: FeatureState.wholeFeature, judged: nil, findings)
        }
    }

    private mutating func add(
        _ rule: GuardRule, target: String, judged: OutcomeWindows.Reading?, _ findings: [ErrorRateTest.Finding]
    ) {
        guard let strongest = findings.filter(\.breaches).min(by: { $0.probability < $1.probability }) else { return }
        var action = rule.action
        if case .serve(let fallback) = action {
            let isBreached = breaches.contains { !$0.isShadow && $0.target == fallback }
            if isBreached || fallback == judged?.variant { action = .kill }
        }
        let evidence = GuardEvidence(
            rule: rule, judged: judged, source: source, revision: revision, strongest: strongest, findings: findings)
        breaches.append(
            Breach(
                feature: feature.key, guardName: rule.name, target: target, action: action,
                digest: target == FeatureState.wholeFeature ? "" : judged?.digest ?? "", basis: revision,
                evidence: evidence.json, reason: evidence.summary, isShadow: rule.isShadow))
    }
}
