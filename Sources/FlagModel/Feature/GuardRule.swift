// A guard as declared: `{name: errors, when: "error_rate > 5% over 1m", do: kill}`.

/// A rule that watches a signal and acts when it breaches.
package struct GuardRule: Sendable, Equatable {
    package enum Signal: String, Sendable {
        case errorRate = "error_rate"
    }

    /// What is done to the variant or the feature that breached.
    package enum Action: Sendable, Equatable {
        /// A variant is withdrawn; the feature gets its off variant.
        case kill
        /// The buckets concerned get this variant.
        case serve(String)
    }

    /// Whose outcomes are judged.
    package enum Scope: String, Sendable, CaseIterable {
        /// Every variant by itself, then the rest of the feature.
        case all
        /// Variants other than the baseline.
        case candidate
        /// The feature as a whole.
        case feature
    }

    package var name: String
    package var signal: Signal
    /// As a fraction: 5 % is 0.05.
    package var threshold: Double
    /// The declared window (`over 1m`).
    package var window: Duration
    package var action: Action
    package var scope: Scope
    /// Decide and log, apply nothing.
    package var isShadow: Bool

    package init(
        name: String, signal: Signal = .errorRate, threshold: Double, window: Duration, action: Action,
        scope: Scope = .all, isShadow: Bool = false
    ) {
        self.name = name
        self.signal = signal
        self.threshold = threshold
        self.window = window
        self.action = action
        self.scope = scope
        self.isShadow = isShadow
    }
}
