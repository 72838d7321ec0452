// What a change of a feature does to who gets what. Each part of a feature is compared by itself, and its findings stand
// beside each other: that one part restricts never hides that another one widens.

/// Two forms of one feature, compared.
package struct FeatureExposure: Sendable {
    let old: Feature
    let new: Feature
    let declared: (old: Feature, new: Feature)
    /// What holds meanwhile; it does not change with a document.
    let state: FeatureState?
    /// Variants that more users may get with one person's word: a kill or withdrawal would give them to everyone.
    let safe: Set<String>

    private init(from old: ExposedFeature, to new: ExposedFeature, state: FeatureState?) {
        self.old = old.resolved
        self.new = new.resolved
        declared = (old.declared, new.declared)
        self.state = state
        safe = Set([old.resolved.baseline]).intersection([new.resolved.baseline])
            .union(Set([old.resolved.onKill]).intersection([new.resolved.onKill]))
    }

    /// Whether a variant that everyone gets for a while lets somebody in: who gets the off variant by the route calls no
    /// model.
    func letsIn(_ variant: String) -> Bool {
        guard variant != new.onKill else { return false }
        return old.route.contains { entry in
            entry.shares.contains { $0.variant == old.onKill && $0.weight > 0 }
        }
    }

    /// What is under way.
    var rollout: FeatureState.Rollout? { state?.rollout }

    /// - Parameters:
    ///   - old: `nil`: there was none.
    ///   - new: `nil`: it is deleted.
    ///   - state: what holds of it while the document changes.
    /// - Returns: nothing where both are the same.
    package static func findings(
        from old: ExposedFeature?, to new: ExposedFeature?, state: FeatureState?
    ) -> [ExposureFinding] {
        switch (old, new) {
        case (nil, nil): return []
        case (nil, let new?):
            return [ExposureFinding(.neutral, "\(new.declared.key) is new: nobody had it")]
        case (let old?, nil):
            return [
                ExposureFinding(
                    .widens, "\(old.declared.key) is deleted: services that ask for it get their own defaults")
            ]
        case (let old?, let new?):
            guard old != new else { return [] }
            let comparison = FeatureExposure(from: old, to: new, state: state)
            return comparison.identity + comparison.planned + comparison.routed + comparison.configured
                + comparison.guarded + comparison.staged
        }
    }

    /// What a feature is called, whether it is protected, and what buckets are drawn with.
    private var identity: [ExposureFinding] {
        var findings: [ExposureFinding] = []
        if old.key != new.key {
            findings.append(
                ExposureFinding(
                    .widens, "\(old.key) becomes \(new.key): services that ask for \(old.key) get their own defaults"))
        }
        if old.isProtected != new.isProtected {
            findings.append(
                new.isProtected ? ExposureFinding(.restricts, "protected is switched on") : .unprotecting)
        }
        if old.bucketBy != new.bucketBy {
            let names = [old, new].map { $0.bucketBy ?? "the unit" }
            findings.append(
                ExposureFinding(
                    .widens, "buckets are drawn by \(names[1]) instead of \(names[0]): others get what is split"))
        }
        if old.salt != new.salt {
            findings.append(
                ExposureFinding(.widens, "buckets are drawn anew (salt \(quoted(new.salt))): others get what is split"))
        }
        if old.owner != new.owner {
            findings.append(ExposureFinding(.neutral, "owner becomes \(new.owner.map(quoted) ?? "nobody")"))
        }
        return findings
    }

    /// What is served when something is wrong.
    private var planned: [ExposureFinding] {
        var findings: [ExposureFinding] = []
        if old.onKill != new.onKill {
            findings.append(ExposureFinding(.widens, "onKill becomes \(new.onKill) instead of \(old.onKill)"))
        }
        if old.baseline != new.baseline {
            findings.append(ExposureFinding(.widens, "baseline becomes \(new.baseline) instead of \(old.baseline)"))
        }
        return findings + staleness
    }

    private var staleness: [ExposureFinding] {
        switch (old.onStale, new.onStale) {
        case (nil, nil): return []
        case (nil, let new?):
            return [
                ExposureFinding(
                    safe.contains(new.serve) && !letsIn(new.serve) ? .restricts : .widens,
                    "onStale is new: everyone gets \(new.serve) after \(Quantities.text(new.after)) without word from "
                        + "the store")
            ]
        case (.some, nil):
            return [
                ExposureFinding(.widens, "onStale loosened: it is removed, the last known state is served for good")
            ]
        case (let before?, let after?):
            var findings: [ExposureFinding] = []
            if before.after != after.after {
                let times = "after \(Quantities.text(after.after)) instead of \(Quantities.text(before.after))"
                let tightens =
                    after.after < before.after && safe.contains(after.serve) && !letsIn(after.serve)
                findings.append(
                    ExposureFinding(
                        tightens ? .restricts : .widens,
                        tightens ? "onStale holds sooner: \(times)" : "onStale loosened: \(times)"))
            }
            if before.serve != after.serve {
                // The off variant takes back most, then the baseline; of others nobody can tell.
                let restricts = safe.contains(after.serve) && before.serve != new.onKill
                findings.append(
                    ExposureFinding(
                        restricts ? .restricts : .widens,
                        "onStale \(restricts ? "serves" : "loosened: it serves") \(after.serve) instead of "
                            + before.serve))
            }
            return findings
        }
    }
}
