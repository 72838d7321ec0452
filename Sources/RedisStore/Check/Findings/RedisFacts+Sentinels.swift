import FlagStore
import RedisClient

extension RedisFacts {
    /// Fewer cannot agree when one is gone.
    private static let fewest: Int64 = 3

    var sentinelFindings: [StoreFinding] {
        guard !sentinels.isEmpty else { return [] }
        return [quorumFinding] + sentinels.compactMap(silenceFinding)
    }

    private var quorumFinding: StoreFinding {
        let groups = sentinels.compactMap(\.group.value)
        let others = groups.compactMap { $0["num-other-sentinels"].flatMap { Int32($0) } }.max()
        let known = others.map { Int64($0) + 1 }
        let quorum = groups.compactMap { $0["quorum"].flatMap { Int64($0) } }.max()
        if let refusal = sentinels.first(where: { $0.quorumCheck.value == false }) {
            return StoreFinding(
                .error, "sentinels", "\(refusal.name) cannot reach enough others to replace a master that fails",
                advice: "bring sentinels back until SENTINEL CKQUORUM says OK")
        }
        guard let known, let quorum else {
            return .untold("sentinels", "how many there are", because: Self.reason(sentinels))
        }
        let text = "\(known) watch the group, \(quorum) must agree that a master is gone"
        guard known >= Self.fewest else {
            return StoreFinding(
                .warning, "sentinels", text + ": without one of them nobody replaces a master",
                advice: "run at least three, on hosts of their own")
        }
        return StoreFinding(.ok, "sentinels", text)
    }

    private func silenceFinding(_ sentinel: Sentinel) -> StoreFinding? {
        guard case .withheld(let reason) = sentinel.group else { return nil }
        return StoreFinding(
            .warning, "sentinels", "\(sentinel.name) does not say how its group is: \(reason)",
            advice: "bring it back, or let its user call sentinel|master and sentinel|ckquorum")
    }

    private static func reason(_ sentinels: [Sentinel]) -> String {
        for sentinel in sentinels {
            if case .withheld(let reason) = sentinel.group { return reason }
        }
        return "SENTINEL MASTER leaves it out"
    }
}
