package import FlagModel
package import FlagStore

/// Where a feature's rollout stands at the moment somebody looked: what is declared, and how far it has come.
package struct RolloutPosition: Sendable {
    package let key: String
    /// What the spec declares; `nil` if it declares none, cannot be read, or was not looked at.
    package let plan: RolloutPlan?
    /// Variant -> digest of the stored spec.
    let digests: [String: String]
    /// What the state says; `nil` if none is under way.
    package let rollout: FeatureState.Rollout?
    /// The strictest restriction of the candidate; `nil` if there is none.
    package let restriction: Restriction?
    /// Of the state document; 0 if there is none.
    package let revision: UInt64

    init(key: String, document: StoredDocument?, state: StoredState?) {
        self.key = key
        plan =
            document?.body.flatMap { Document.load(body: $0, name: key).document }?.feature?.rollout
        digests = document?.digests ?? [:]
        rollout = state?.state.rollout
        revision = state?.revision ?? 0
        let candidate = rollout?.candidate ?? plan?.candidate
        restriction = candidate.flatMap { state?.state.restriction(on: $0) }
    }

    package var candidate: String? { rollout?.candidate ?? plan?.candidate }

    /// The declared stage that comes next, counted from 0; `nil` after the last one.
    package var nextStage: Int? { plan?.stages.firstIndex { $0.share > rollout?.share ?? 0 } }

    /// The declared stage that is in force, counted from 0; `nil` if its share is none that is declared.
    package var currentStage: Int? {
        rollout.flatMap { rollout in plan?.stages.firstIndex { $0.share == rollout.share } }
    }
}

extension RolloutPosition {
    /// - Throws: an `OperationError` if there is no such feature.
    static func find(
        _ key: String, contents: NamespaceContents, in store: any DocumentStore
    ) async throws -> RolloutPosition {
        guard let document = contents.stored[DocumentID(.feature, key)] else {
            throw await UnknownKey.error(key, in: store)
        }
        return RolloutPosition(
            key: key, document: document, state: contents.load.states.first { $0.state.key == key })
    }

    /// From the state alone: what restricts waits for no document. A state that cannot be read stands in nobody's way.
    static func look(at key: String, in store: any DocumentStore) async throws(StoreError) -> RolloutPosition {
        do throws(StoreError) {
            var load = try await store.restrictions(since: nil)
            if load == nil { load = try await store.load(since: nil) }
            return RolloutPosition(key: key, document: nil, state: load?.states.first { $0.state.key == key })
        } catch {
            guard error.code == .corrupt else { throw error }
            return RolloutPosition(key: key, document: nil, state: nil)
        }
    }

    /// Of every feature that declares a rollout or has one under way, by key.
    package static func all(in load: StoreLoad) -> [RolloutPosition] {
        let states = Dictionary(load.states.map { ($0.state.key, $0) }, uniquingKeysWith: { $1 })
        return load.documents.filter { $0.id.kind == DocumentKind.feature.rawValue && $0.body != nil }
            .map { RolloutPosition(key: $0.id.key, document: $0, state: states[$0.id.key]) }
            .filter { $0.plan != nil || $0.rollout != nil }
            .sorted { $0.key < $1.key }
    }

    func requireRollout() throws(OperationError) {
        guard rollout != nil else {
            throw OperationError(.unknown, key, "no rollout of \(key) is under way", .listRollouts)
        }
    }

    func declaredPlan() throws(OperationError) -> RolloutPlan {
        guard let plan else {
            throw OperationError(
                .invalid, key, "\(key) declares no rollout",
                .hint(
                    "Add one to its document, such as rollout: {candidate: canary, stages: [1% for 24h, 5% for 48h, "
                        + "100%]}, and apply it."))
        }
        return plan
    }
}

extension RolloutPosition {
    package var json: JSONValue {
        [
            "feature": .string(key), "candidate": candidate.map { .string($0) } ?? .null,
            "id": rollout.map { .string($0.id) } ?? .null,
            "stage": currentStage.map { .integer(Int64($0 + 1)) } ?? .null,
            "share": .string(Share.text(rollout?.share ?? 0)),
            "since": rollout?.stages.last.map { .integer($0.since) } ?? .null,
            "paused": .bool(rollout?.paused ?? false), "held": restriction.map { .string($0.summary) } ?? .null,
            "stages": .array((plan?.stages ?? []).map { .string(Share.text($0.share)) }),
            "revision": .integer(Int64(clamping: revision)),
        ]
    }
}
