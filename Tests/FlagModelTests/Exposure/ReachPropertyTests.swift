import FlagModel
import FlagSnapshot
import SeededRandom
import Testing

/// Against the evaluator that services use: in every world, a change that is not said to widen gives nobody a variant
/// that the feature gave nobody there before.
///
/// A world is all that decides who gets what and is no document: who asks, how often each variant fails, what people
/// and guards hold back for it, and for how long the host has been without word from the store.
@Suite struct ReachPropertyTests {
    @Test func `whoever can be given more, in any world, is found`() throws {
        var generator = SeededGenerator(seed: 11)
        let host = try WorldHost()
        var (widening, silent, cautious) = (0, 0, 0)
        for _ in 0..<600 {
            let old = RandomFeature.feature(&generator)
            let new = RandomFeature.changed(old, &generator)
            guard old != new else { continue }
            let found = FeatureExposure.findings(
                from: ExposedFeature(resolved: old, declared: old), to: ExposedFeature(resolved: new, declared: new),
                state: nil
            ).contains { $0.effect == .widens }
            let worlds = (0..<16).map { _ in World(&generator) }
            if let gain = try host.gain(from: old, to: new, in: worlds) {
                widening += 1
                #expect(found, "\(gain): \(old) to \(new)")
            } else if found {
                cautious += 1
            } else {
                silent += 1
            }
        }
        // The worlds see both sides often, and caution stays the exception.
        #expect(widening > 60 && silent > 20, "\(widening) widen, \(silent) do not, \(cautious) might")
    }

    @Test func `a guard that serves a variant gives it to people who did not get it, and is found`() throws {
        let host = try WorldHost()
        let old = RandomFeature.plain(guards: [])
        var world = World.quiet
        world.failing["stable"] = 0.3
        for variant in ["canary", "cheap", "stable", "off"] {
            let rule = GuardRule(name: "g", threshold: 0.05, window: .seconds(60), action: .serve(variant))
            let new = RandomFeature.plain(guards: [rule])
            let isFree = ["stable", "off"].contains(variant)
            #expect(try (host.gain(from: old, to: new, in: [world]) == nil) == isFree)
            let findings = FeatureExposure.findings(
                from: ExposedFeature(resolved: old, declared: old), to: ExposedFeature(resolved: new, declared: new),
                state: nil)
            #expect(findings.map(\.effect) == [isFree ? .restricts : .widens])
        }
    }
}
