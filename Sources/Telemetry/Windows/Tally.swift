// Weighted counts. A source that samples sends one outcome for many, and ten such outcomes are not the evidence of a
// thousand: the effective number of calls is Kish's, (sum of weights)^2 / sum of squared weights (L. Kish, Survey
// Sampling, 1965).

/// Calls and how many of them failed.
package struct Tally: Sendable, Equatable {
    /// Sum of weights.
    package var calls: Double
    /// Sum of the weights of calls that failed.
    package var failures: Double
    /// Sum of squared weights.
    package var squares: Double

    package init(calls: Double = 0, failures: Double = 0, squares: Double = 0) {
        self.calls = calls
        self.failures = failures
        self.squares = squares
    }

    package var rate: Double { calls > 0 ? failures / calls : 0 }
    /// As many unsampled calls as would say as much.
    package var effectiveCalls: Double { squares > 0 ? calls * calls / squares : 0 }
    package var effectiveFailures: Double { rate * effectiveCalls }
    /// Weight of a typical outcome.
    package var typicalWeight: Double { calls > 0 ? squares / calls : 1 }

    /// Takes `weight` of failures out, from the calls too.
    package func leavingOut(_ weight: Double) -> Tally {
        guard weight > 0, calls > 0 else { return self }
        let kept = max(0, calls - weight)
        return Tally(calls: kept, failures: max(0, failures - weight), squares: squares * kept / calls)
    }

    package static func += (left: inout Tally, right: Tally) {
        left.calls += right.calls
        left.failures += right.failures
        left.squares += right.squares
    }
}
