package import FlagStore

/// Ends a rollout: nobody gets the candidate by it any more. Reads the feature's state alone, and that only to say what
/// ends.
package struct RollBackRollout: Operation {
    package var key: String

    package init(key: String) { self.key = key }

    package func plan(on store: any DocumentStore) async throws -> PlannedRolloutChange {
        try await PlannedRolloutChange.restricting(.rollback, on: key, in: store)
    }
}

/// Lets a rollout go no further until it is resumed: who has the candidate keeps it.
package struct PauseRollout: Operation {
    package var key: String

    package init(key: String) { self.key = key }

    package func plan(on store: any DocumentStore) async throws -> PlannedRolloutChange {
        let planned = try await PlannedRolloutChange.restricting(.pause, on: key, in: store)
        try planned.position.requireRollout()
        return planned
    }
}

extension PlannedRolloutChange {
    fileprivate static func restricting(
        _ operation: StateOperation, on key: String, in store: any DocumentStore
    ) async throws -> PlannedRolloutChange {
        let position = try await RolloutPosition.look(at: key, in: store)
        var change = PlannedStateChange(key: key, variant: position.candidate, operation: operation)
        change.setting = .rollout
        return PlannedRolloutChange(change: change, position: position)
    }
}
