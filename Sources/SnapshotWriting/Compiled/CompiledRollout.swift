/// How far a rollout has come: who reaches the route's last entry is asked first whether a stage takes them.
package struct CompiledRollout: Sendable, Equatable {
    package struct Stage: Sendable, Equatable {
        /// In thousandths of a per cent: the candidate's low end of the range.
        package var share: UInt32
        /// Unix milliseconds at which it began.
        package var since: Int64

        package init(share: UInt32, since: Int64) {
            self.share = share
            self.since = since
        }
    }

    /// The beginning of the bucketing text: the rollout's own, so that it is not always the same units who try first.
    package var salt: String
    /// Index into the feature's variants.
    package var candidate: Int
    /// Oldest first; the last one is in force. At most 16.
    package var stages: [Stage]

    package init(salt: String, candidate: Int, stages: [Stage]) {
        self.salt = salt
        self.candidate = candidate
        self.stages = stages
    }
}

/// A feature's dead man's switch.
package struct CompiledStaleness: Sendable, Equatable {
    /// Nanoseconds since the agent last confirmed the revision.
    package var after: UInt64
    /// Index into the feature's variants of what is served then.
    package var serve: Int

    package init(after: UInt64, serve: Int) {
        self.after = after
        self.serve = serve
    }
}
