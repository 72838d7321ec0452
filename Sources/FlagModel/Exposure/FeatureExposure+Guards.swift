// What watches over a feature.

extension FeatureExposure {
    var guarded: [ExposureFinding] {
        guard old.guards != new.guards else { return [] }
        let findings = Set(old.guards.map(\.name)).union(new.guards.map(\.name)).sorted().flatMap { name in
            switch (old.guards.first { $0.name == name }, new.guards.first { $0.name == name }) {
            case (nil, let rule?): added(rule)
            case (let rule?, nil):
                [ExposureFinding(rule.isShadow ? .neutral : .widens, "guard \(name) removed")]
            case (let before?, let after?): changes(from: before, to: after)
            case (nil, nil): [ExposureFinding]()
            }
        }
        return findings.isEmpty ? [ExposureFinding(.neutral, "guards stand in another order")] : findings
    }

    private func added(_ rule: GuardRule) -> [ExposureFinding] {
        let words = "guard \(rule.name) added: \(rule.action) above \(Self.percent(rule.threshold))"
        guard !rule.isShadow else { return [ExposureFinding(.neutral, "\(words), in shadow")] }
        return [ExposureFinding(.restricts, words)] + unapproved(rule.action, of: rule.name)
    }

    /// A guard that serves a variant may serve it to everyone.
    private func unapproved(_ action: GuardRule.Action, of name: String) -> [ExposureFinding] {
        guard case .serve(let variant) = action, !old.served(rollout).contains(variant) else { return [] }
        return [ExposureFinding(.widens, "guard \(name) may serve \(variant) to everyone, which nobody gets so far")]
    }

    private func changes(from before: GuardRule, to after: GuardRule) -> [ExposureFinding] {
        guard before != after else { return [] }
        let name = "guard \(after.name)"
        switch (before.isShadow, after.isShadow) {
        case (true, true): return [ExposureFinding(.neutral, "\(name) changes, in shadow")]
        case (true, false): return added(after)
        case (false, true): return [ExposureFinding(.widens, "\(name) loosened: it only watches, in shadow")]
        case (false, false): break
        }
        var findings: [ExposureFinding] = []
        func found(_ tightens: Bool, _ words: String) {
            findings.append(
                ExposureFinding(
                    tightens ? .restricts : .widens, "\(name) \(tightens ? "tightened" : "loosened")\(words)"))
        }
        if before.signal != after.signal {
            found(false, ": it watches \(after.signal.rawValue) instead of \(before.signal.rawValue)")
        }
        if before.threshold != after.threshold {
            found(
                after.threshold < before.threshold,
                " from \(Self.percent(before.threshold)) to \(Self.percent(after.threshold))")
        }
        if before.window != after.window {
            // A longer one sees a breach later, a shorter one with fewer requests.
            found(false, ": it looks at \(Quantities.text(after.window)) instead of \(Quantities.text(before.window))")
        }
        if before.scope != after.scope {
            found(
                before.scope == .candidate && after.scope == .all,
                ": it judges \(after.scope.rawValue) instead of \(before.scope.rawValue)")
        }
        if before.action != after.action {
            found(after.action == .kill, ": it does \(after.action) instead of \(before.action)")
            findings += unapproved(after.action, of: after.name)
        }
        return findings
    }

    /// A fraction as documents write it.
    private static func percent(_ fraction: Double) -> String {
        Share.text(UInt32(clamping: Int64((fraction * Double(Share.whole)).rounded())))
    }
}
