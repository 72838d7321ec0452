/// Two policies, compared.
package enum PolicyExposure {
    /// - Parameters: what holds where nobody wrote a policy, otherwise.
    package static func findings(from old: Policy, to new: Policy) -> [ExposureFinding] {
        attributes(from: old.attributes, to: new.attributes) + approvals(from: old.approvals, to: new.approvals)
            + (old.bucketing == new.bucketing
                ? []
                : [
                    ExposureFinding(
                        .widens, "buckets are drawn anew (bucketing \(new.bucketing)): others get what is split")
                ])
    }

    private static func approvals(from old: Int, to new: Int) -> [ExposureFinding] {
        guard old != new else { return [] }
        return [
            // More than anybody needs can be out of reach: then nothing that is proposed ever comes to pass.
            ExposureFinding(
                .widens,
                new < old
                    ? "approvals loosened from \(old) to \(new)"
                    : "approvals raised from \(old) to \(new): whatever is proposed waits for \(new) people")
        ]
    }

    private static func attributes(from old: [String]?, to new: [String]?) -> [ExposureFinding] {
        switch (old.map(Set.init), new.map(Set.init)) {
        case (nil, nil): return []
        case (nil, .some): return [ExposureFinding(.restricts, "attributes are restricted to a list")]
        case (.some, nil):
            return [ExposureFinding(.widens, "the list of attributes is removed: routes may name any")]
        case (let old?, let new?):
            let added = new.subtracting(old).sorted()
            let removed = old.subtracting(new).sorted()
            var findings: [ExposureFinding] = []
            if !added.isEmpty {
                findings.append(ExposureFinding(.widens, "routes may name \(added.joined(separator: ", ")) as well"))
            }
            if !removed.isEmpty {
                findings.append(
                    ExposureFinding(.restricts, "routes may no longer name \(removed.joined(separator: ", "))"))
            }
            return findings
        }
    }
}
