import FlagStore

extension RedisFacts {
    private static let advice = "load the rules that `flagpost store acl` writes"
    /// A person who looks at a long list sees no more than at a short one.
    private static let shown = 6

    func rightsFindings(for roles: Set<AccessRole>, user: String) -> [StoreFinding] {
        guard case .told(let outcomes) = rights else {
            guard case .withheld(let reason) = rights else { return [] }
            return [
                StoreFinding(
                    .unknown, "rights", "what this user may do is not told: \(reason)",
                    advice: "mend the library first: it is what tells")
            ]
        }
        let reading = lacking(AccessProbe.reading(namespace), in: outcomes)
        guard reading.isEmpty else {
            return [
                StoreFinding(
                    .error, "rights", "this user may not read: \(Self.list(reading))", advice: Self.advice)
            ]
        }
        let findings =
            roles.isEmpty
            ? [sufficiency(outcomes, user: user)]
            : AccessRole.allCases.filter(roles.contains).map { role in finding(for: role, outcomes, user: user) }
                + [excess(outcomes, of: roles)].compactMap { $0 }
        return findings + [push(outcomes, tells: roles != [.viewer])]
            + [confirmation(outcomes), freshness(outcomes)].compactMap { $0 }
    }

    /// Which roles this user's rights are enough for.
    private func sufficiency(_ outcomes: [AccessProbe: AccessProbe.Outcome], user: String) -> StoreFinding {
        let roles = AccessRole.allCases.filter {
            lacking(AccessProbe.writing(as: $0, user: user, in: namespace), in: outcomes).isEmpty
        }
        let isMore = AccessProbe.harmful(for: Set(roles), in: namespace).contains { outcomes[$0] == .granted }
        return StoreFinding(
            .ok, "rights",
            "enough for: \(roles.map(\.rawValue).joined(separator: ", "))"
                + (isMore ? "; and more than these need" : ""))
    }

    private func finding(
        for role: AccessRole, _ outcomes: [AccessProbe: AccessProbe.Outcome], user: String
    ) -> StoreFinding {
        let missing = lacking(AccessProbe.writing(as: role, user: user, in: namespace), in: outcomes)
        guard missing.isEmpty else {
            return StoreFinding(
                .error, "rights", "too few for an \(role.rawValue): \(Self.list(missing))", advice: Self.advice)
        }
        return StoreFinding(.ok, "rights", "enough for: \(role.rawValue)")
    }

    private func excess(
        _ outcomes: [AccessProbe: AccessProbe.Outcome], of roles: Set<AccessRole>
    ) -> StoreFinding? {
        let granted = AccessProbe.harmful(for: roles, in: namespace).filter { outcomes[$0] == .granted }
        guard !granted.isEmpty else { return nil }
        return StoreFinding(
            .warning, "rights",
            "more than that needs, and approvals prove little against such a user: \(Self.list(granted.map(\.name)))",
            advice: Self.advice)
    }

    private func push(_ outcomes: [AccessProbe: AccessProbe.Outcome], tells: Bool) -> StoreFinding {
        if outcomes[AccessProbe.listening(namespace)] != .granted {
            return StoreFinding(
                .warning, "push", "this user may not SUBSCRIBE: changes arrive with the next poll, seconds later",
                advice: Self.advice)
        }
        if tells, outcomes[AccessProbe.telling(namespace)] != .granted {
            return StoreFinding(
                .warning, "push",
                "this user may not PUBLISH: what they change arrives everywhere with the next poll, seconds later",
                advice: Self.advice)
        }
        return StoreFinding(.ok, "push", tells ? "may listen and tell" : "may listen")
    }

    private func confirmation(_ outcomes: [AccessProbe: AccessProbe.Outcome]) -> StoreFinding? {
        guard confirmations > 0, outcomes[AccessProbe.confirming] != .granted else { return nil }
        return StoreFinding(
            .warning, "rights",
            "this user may not WAIT, so no replica is asked to confirm, and a failover can lose what was acknowledged",
            advice: Self.advice)
    }

    private func freshness(_ outcomes: [AccessProbe: AccessProbe.Outcome]) -> StoreFinding? {
        guard outcomes[AccessProbe.asking] == .denied else { return nil }
        return StoreFinding(
            .warning, "rights",
            "this user may not ask for the server's ROLE, so a master that cannot write counts as a replica, and a "
                + "replica that takes changes as a master",
            advice: Self.advice)
    }

    private func lacking(
        _ probes: [AccessProbe], in outcomes: [AccessProbe: AccessProbe.Outcome]
    ) -> [String] {
        probes.filter { outcomes[$0] != .granted }
            .map { outcomes[$0] == .absent ? "\($0.name) (the server has no such command)" : $0.name }
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(shown).joined(separator: ", ")
            + (names.count > shown ? " and \(names.count - shown) more" : "")
    }
}
