package import FlagSnapshot

extension Outcome {
    /// True if the service behind the feature did not deliver. A refusal for content is an answer.
    package var failed: Bool {
        switch result {
        case .error, .timeout, .rateLimited: true
        case .ok, .contentPolicy, .cancelled, .lost, .notMade: false
        }
    }

    /// The guard on `error_rate` sees requests by their first attempt: a dead candidate whose fallback answers is dead.
    /// A call that its caller gave up, or never made, says nothing. Nor does one whose process is gone: nobody can tell a
    /// crash from a deploy, and a service that is restarted with its calls in flight is healthy.
    package var countsForErrorRate: Bool {
        switch result {
        case .ok, .error, .timeout, .rateLimited, .contentPolicy: attempt == 1
        case .cancelled, .lost, .notMade: false
        }
    }

    /// Names the call among all others; `nil` where no decision is named. 64 bits of hash: of a million calls
    /// remembered, one in 10^13 new ones is taken for a duplicate.
    var callKey: UInt64? {
        decision == 0 ? nil : CallKey.of(decision: decision, attempt: attempt)
    }
}

/// A call's decision and attempt, folded into 64 bits (the finaliser of splitmix64 over each part).
enum CallKey {
    static func of(decision: UInt128, attempt: Int) -> UInt64 {
        let high = mix(UInt64(truncatingIfNeeded: decision >> 64) ^ UInt64(truncatingIfNeeded: attempt))
        return mix(high ^ UInt64(truncatingIfNeeded: decision))
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension Outcome.Source {
    /// Of several sources that report on one feature the highest is judged.
    var precedence: Int {
        switch self {
        case .ring: 2
        case .http: 1
        case .datagram: 0
        }
    }
}

extension Outcome.Result {
    /// As metrics and JSON write it.
    package var name: String {
        switch self {
        case .ok: "ok"
        case .error: "error"
        case .timeout: "timeout"
        case .rateLimited: "rate_limited"
        case .contentPolicy: "content_policy"
        case .cancelled: "cancelled"
        case .lost: "lost"
        case .notMade: "not_made"
        }
    }
}
