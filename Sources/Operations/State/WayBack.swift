import FlagModel
import FlagStore

/// What restricts again as much as before an operation, or more: a share that a rollout had before cannot be given back.
enum WayBack {
    static func operations(
        from operation: StateOperation, on key: String, contents: NamespaceContents, fleet: Fleet?
    ) -> [Schedule.Operation] {
        let state = (contents.states[key] ?? FeatureState(key: key)).with(fleet?.trips(of: key) ?? [])
            .with(fleet?.held(of: key) ?? [])
        let digests = contents.stored[DocumentID(.feature, key)]?.digests ?? [:]
        var operations: [StateOperation] = []
        func withdraw(_ variant: String, _ digest: String) {
            let operation = StateOperation.withdraw(variant: variant, digest: digest)
            if !operations.contains(where: { if case .withdraw(variant, _) = $0 { true } else { false } }) {
                operations.append(operation)
            }
        }
        switch operation {
        case .restore(let variant, _):
            let isWholeTripped = state.trips.values.contains { $0.target == FeatureState.wholeFeature }
            if variant == nil, state.kill != nil || isWholeTripped { operations.append(.kill) }
            for (name, withdrawal) in state.withdrawn.sorted(by: { $0.key < $1.key })
            where variant == nil || variant == name {
                withdraw(name, withdrawal.digest)
            }
            for (_, trip) in state.trips.sorted(by: { $0.key < $1.key })
            where trip.target != FeatureState.wholeFeature && (variant == nil || variant == trip.target) {
                withdraw(trip.target, trip.digest)
            }
        case .stage(let step, _): withdraw(step.candidate, step.digest)
        case .resume:
            if let candidate = state.rollout?.candidate { withdraw(candidate, digests[candidate] ?? "") }
        case .kill, .withdraw, .trip, .rollback, .pause: break
        }
        return operations.map { Schedule.Operation($0, on: key) }
    }
}
