// What watches over a feature.
//
// A guard that acts takes something away and gives something instead. To whom it gives a variant that is neither the
// baseline nor the off variant, that is new: so a guard that may act more often widens where it serves one, and
// restricts where it does not.

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
        guard let gift = gift(of: rule) else { return [ExposureFinding(.restricts, words)] }
        return [ExposureFinding(.widens, "\(words), which serves \(gift)")]
    }

    /// What a guard that acts gives, and to whom it is new; `nil` where that is free.
    private func gift(of rule: GuardRule) -> String? {
        guard case .serve(let variant) = rule.action else { return nil }
        guard safe.contains(variant) else { return "\(variant) to people who did not get it" }
        // Who gets the off variant is never judged by itself, but is part of the whole.
        guard rule.scope != .candidate, letsIn(variant) else { return nil }
        return "\(variant) to people who get \(old.onKill), which calls no model"
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
        let gift = gift(of: after)
        var findings: [ExposureFinding] = []
        /// - Parameter sooner: it acts in all cases in which it did, and in more.
        func found(_ sooner: Bool, _ words: String) {
            guard sooner else { return findings.append(ExposureFinding(.widens, "\(name) loosened\(words)")) }
            let rest = gift.map { ", and so serves \($0)" } ?? ""
            findings.append(
                ExposureFinding(gift == nil ? .restricts : .widens, "\(name) tightened\(words)\(rest)"))
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
        if before.action != after.action { findings.append(turn(from: before, to: after)) }
        return findings
    }

    private func turn(from before: GuardRule, to after: GuardRule) -> ExposureFinding {
        let words = ": it does \(after.action) instead of \(before.action)"
        // Two guards that serve different variants came to the off variant; that they now agree gives the baseline.
        guard strictness(of: after.action) > strictness(of: before.action), gift(of: after) == nil else {
            return ExposureFinding(.widens, "guard \(after.name) loosened\(words)")
        }
        return ExposureFinding(.restricts, "guard \(after.name) tightened\(words)")
    }

    /// How little an action leaves to those who breached. A kill gives the users of a variant the baseline, so serving
    /// the off variant leaves even less.
    private func strictness(of action: GuardRule.Action) -> Int {
        switch action {
        case .serve(let variant) where safe.contains(variant): variant == new.onKill ? 3 : 1
        case .kill: 2
        case .serve: 0
        }
    }

    /// A fraction as documents write it.
    private static func percent(_ fraction: Double) -> String {
        Share.text(UInt32(clamping: Int64((fraction * Double(Share.whole)).rounded())))
    }
}
