import FlagModel
import FlagSnapshot
import SeededRandom
import Testing

@testable import Telemetry

struct CatalogUpdateTests {
    /// Features come, change, go and are restored at random, with outcomes in between.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `taking over what changed comes to the same as taking over everything`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var stepwise = OutcomeLedger()
        var whole = OutcomeLedger()
        stepwise.catalog = Catalog(hash: hash)
        var features: [String: Feature] = [:]
        var states: [String: FeatureState] = [:]
        for step in 1...60 as ClosedRange<UInt64> {
            let now = (1_000 + step) * .second
            let key = "f\(UInt64.random(in: 0..<6, using: &random))"
            var changed: [Feature] = []
            var removed: [String] = []
            switch UInt64.random(in: 0..<4, using: &random) {
            case 0:
                if features.removeValue(forKey: key) != nil { removed = [key] }
            case 1:
                states[key] = FeatureState(key: key, cleared: ["canary": step])
            default:
                let feature = makeFeature(key, canaryDigest: "c\(UInt64.random(in: 0..<3, using: &random))")
                if features[key] != feature { changed = [feature] }
                features[key] = feature
            }
            stepwise.update(changed: changed, removed: removed, states: states, revision: step, now: now)
            whole.update(
                catalog: Catalog(features: Array(features.values), hash: hash), states: states, revision: step, now: now
            )
            var outcome = makeOutcome(.error, variant: "canary", time: now, revision: step, decision: UInt128(step))
            outcome.feature = key
            stepwise.take(outcome, now: now)
            whole.take(outcome, now: now)
            #expect(stepwise.windows == whole.windows)
            #expect(Set(stepwise.catalog.features.keys) == Set(features.keys))
            #expect(whole.catalog.names.allSatisfy { stepwise.catalog.names[$0.key] == $0.value })
            #expect(stepwise.catalog.names.count <= 2 * max(whole.catalog.names.count, 6 * 6))
        }
    }
}
