extension FeatureState {
    /// A candidate's way through its stages. While there is one, the candidate gets a share of those who reach the
    /// route's last entry; a rollback removes it.
    package struct Rollout: Sendable, Equatable {
        /// A share, and when it began to hold.
        package struct Stage: Sendable, Equatable {
            /// In thousandths of a per cent.
            package var share: UInt32
            /// Unix milliseconds, by the store's clock.
            package var since: Int64

            package init(share: UInt32, since: Int64) {
                self.share = share
                self.since = since
            }
        }

        /// Tells this way from the next one of the same candidate.
        package var id: String
        /// A variant's name.
        package var candidate: String
        /// What buckets are drawn with: its own, so that it is not always the same users who try first.
        package var salt: String
        /// Oldest first; the last one is in force. Never empty.
        package var stages: [Stage]
        /// It goes no further until it is resumed; what was reached stays.
        package var paused: Bool

        package init(id: String, candidate: String, salt: String, stages: [Stage], paused: Bool = false) {
            self.id = id
            self.candidate = candidate
            self.salt = salt
            self.stages = stages
            self.paused = paused
        }

        /// In thousandths of a per cent.
        package var share: UInt32 { stages.last?.share ?? 0 }

        /// How many stages are kept, for sessions that began in an earlier one.
        package static let stageLimit = 16
        /// How long after its end a stage is kept, in milliseconds: 30 days.
        package static let stageMilliseconds: Int64 = 30 * 86_400_000

        /// Goes one stage further. Stages that no session of the last 30 days can have begun in are dropped.
        package mutating func advance(to share: UInt32, at now: Int64) {
            // A store's clock may be set back; stages stay in order all the same.
            stages.append(Stage(share: share, since: max(now, stages.last?.since ?? now)))
            while stages.count > Self.stageLimit || (stages.count > 1 && stages[1].since < now - Self.stageMilliseconds)
            {
                stages.removeFirst()
            }
        }
    }

    /// What of a deleted feature's state still holds when its key returns: everything that restricts, for 30 days.
    /// A rollout does not go on by itself.
    ///
    /// - Parameter age: milliseconds since the deletion; `nil` where unknown.
    package func returning(after age: Int64?) -> FeatureState {
        guard let age, age > Self.tombstoneMilliseconds else {
            var state = self
            state.rollout = nil
            return state
        }
        return FeatureState(key: key)
    }

    /// How long a deleted feature's state is kept, in milliseconds: 30 days.
    package static let tombstoneMilliseconds: Int64 = 30 * 86_400_000
}
