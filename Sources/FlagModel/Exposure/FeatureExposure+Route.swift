// Who gets more of what by a route.
//
// A context is decided by the first entry that it fulfils, in the old route by one, in the new one by another. So for
// every pair of entries that one context may meet, the new entry may give no variant more than the old one did. Pairs
// that no context can meet are told by the conditions alone: they contradict each other, or imply those of an entry that
// stands further up. Where that cannot be told the pair counts, and the change widens.

extension FeatureExposure {
    /// What a context gets that an entry decides, in thousandths of a per cent.
    private typealias Shares = [String: UInt32]

    var routed: [ExposureFinding] {
        guard
            old.route != new.route || old.rollout?.candidate != new.rollout?.candidate || old.onKill != new.onKill
                || old.baseline != new.baseline
        else { return [] }
        let before = old.route.indices.map { shares(of: old, entry: $0) }
        let after = new.route.indices.map { shares(of: new, entry: $0) }
        var findings: [ExposureFinding] = []
        for index in new.route.indices {
            var partners = old.route.indices.filter { mayMeet(old: $0, new: index) }
            // The entry that says the same speaks for all where it can.
            if let same = partners.first(where: { writesTheSame(old: $0, new: index) }) {
                partners.removeAll { $0 == same }
                partners.insert(same, at: 0)
            }
            findings += widened(entry: index, after[index], partners: partners.map { ($0, before[$0]) })
            if let same = partners.first, writesTheSame(old: same, new: index) {
                findings += narrowed(entry: index, from: before[same], to: after[index])
            }
        }
        if findings.isEmpty, old.route != new.route {
            findings.append(ExposureFinding(.neutral, "the route is written otherwise; nobody gets more of anything"))
        }
        return findings
    }

    /// A candidate under way takes its share of who reaches the last entry.
    private func shares(of feature: Feature, entry: Int) -> Shares {
        var shares = Shares(feature.route[entry].shares.map { ($0.variant, $0.weight) }, uniquingKeysWith: &+)
        if entry == feature.route.count - 1, let rollout, rollout.candidate == feature.rollout?.candidate {
            shares[rollout.candidate] = max(shares[rollout.candidate] ?? 0, rollout.share)
        }
        return shares
    }

    private func widened(
        entry: Int, _ after: Shares, partners: [(entry: Int, shares: Shares)]
    ) -> [ExposureFinding] {
        var findings: [ExposureFinding] = []
        for variant in after.keys.sorted() where !safe.contains(variant) {
            let share = after[variant] ?? 0
            guard let partner = partners.first(where: { share > $0.shares[variant] ?? 0 }) else { continue }
            findings.append(
                ExposureFinding(
                    .widens,
                    gains(variant, share, entry: entry, from: partner.shares[variant] ?? 0, of: partner.entry)))
        }
        // The off variant calls no model: who had it and now gets something else is let in.
        let off = new.onKill
        if let partner = partners.first(where: { after[off] ?? 0 < $0.shares[off] ?? 0 }), old.onKill == off {
            findings.append(
                ExposureFinding(
                    .widens,
                    "\(off), which calls no model, gets \(Share.text(after[off] ?? 0)) of \(audience(new: entry)) "
                        + "instead of \(Share.text(partner.shares[off] ?? 0))"))
        }
        return findings
    }

    private func narrowed(entry: Int, from before: Shares, to after: Shares) -> [ExposureFinding] {
        before.keys.sorted().filter { !safe.contains($0) && before[$0] ?? 0 > after[$0] ?? 0 }.map { variant in
            ExposureFinding(
                .restricts,
                "\(variant) gets \(Share.text(after[variant] ?? 0)) of \(audience(new: entry)) instead of "
                    + Share.text(before[variant] ?? 0))
        }
    }

    private func gains(_ variant: String, _ share: UInt32, entry: Int, from before: UInt32, of other: Int) -> String {
        let who = audience(new: entry)
        let gets = "\(variant) gets \(Share.text(share))"
        if writesTheSame(old: other, new: entry) { return "\(gets) of \(who) instead of \(Share.text(before))" }
        let rest = before > 0 ? " instead of \(Share.text(before))" : ""
        if new.route[entry].conditions.isEmpty { return "others are let in: \(gets) of \(who)\(rest)" }
        let isRedefined = declared.old.route.contains {
            $0.conditions == declared.new.route[entry].conditions
        }
        return "\(who) \(isRedefined ? "lets others in" : "is let in"): \(gets) of it\(rest)"
    }

    private func writesTheSame(old index: Int, new other: Int) -> Bool {
        declared.old.route[index].conditions == declared.new.route[other].conditions
            && old.route[index].conditions == new.route[other].conditions
    }

    /// `users`, `segment beta`, `plan in [enterprise]`.
    private func audience(new index: Int) -> String {
        let conditions = declared.new.route[index].conditions
        if !conditions.isEmpty { return conditions.map(\.words).joined(separator: " and ") }
        return new.route.count == 1 ? "users" : "all other users"
    }

    /// Whether a context may be decided by one entry before and by the other one after.
    private func mayMeet(old index: Int, new other: Int) -> Bool {
        let both = (old.route[index].conditions + new.route[other].conditions).flatMap(\.flattened)
        guard !both.contradictsItself else { return false }
        let earlier = old.route[..<index].map(\.conditions) + new.route[..<other].map(\.conditions)
        return !earlier.contains { both.implies($0) }
    }
}
