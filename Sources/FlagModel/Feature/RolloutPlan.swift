/// The way that a candidate is to go, from a few units to all. How far it has come is the feature's state.
package struct RolloutPlan: Sendable, Equatable {
    package struct Stage: Sendable, Equatable {
        /// In thousandths of a per cent.
        package var share: UInt32
        /// How long it lasts at least; `nil` for the last one.
        package var duration: Duration?

        package init(share: UInt32, duration: Duration?) {
            self.share = share
            self.duration = duration
        }
    }

    /// Name of the variant; it stands in no entry of the route.
    package var candidate: String
    /// Shares grow, and end with everyone.
    package var stages: [Stage]

    package init(candidate: String, stages: [Stage]) {
        self.candidate = candidate
        self.stages = stages
    }
}

/// A feature's dead man's switch: what is served once hosts have been without word from the store for too long.
package struct Staleness: Sendable, Equatable {
    package var after: Duration
    /// Name of the variant.
    package var serve: String

    package init(after: Duration, serve: String) {
        self.after = after
        self.serve = serve
    }
}
