import FlagModel
import FlagStore

/// Where a feature's rollout stands at the moment somebody looked: what is declared, and how far it has come.
struct RolloutPosition {
    var key: String
    /// What the spec declares; `nil` where it declares none, or cannot be read.
    var plan: RolloutPlan?
    /// Variant -> digest of the stored spec.
    var digests: [String: String]
    /// What the state says; `nil` where none is under way.
    var rollout: FeatureState.Rollout?
    var hold: FeatureState.Hold?
    /// Of the state document; 0 where there is none.
    var revision: UInt64

    init(document: StoredDocument, state: StoredState?) {
        key = document.id.key
        plan =
            document.body.flatMap { Document.load(body: $0, name: document.id.description).document }?.feature?
            .rollout
        digests = document.digests
        rollout = state?.state.rollout
        revision = state?.revision ?? 0
        let candidate = rollout?.candidate ?? plan?.candidate
        hold = candidate.flatMap { state?.state.hold(on: $0) }
    }

    static func look(at key: String, in store: any DocumentStore) async throws -> RolloutPosition {
        let load = try await PatientStore(store: store).load()
        let id = DocumentID(kind: "feature", key: key)
        guard let document = load.documents.first(where: { $0.id == id && $0.body != nil }) else {
            throw await UnknownKey.failure(key, in: store)
        }
        return RolloutPosition(document: document, state: load.states.first { $0.state.key == key })
    }

    /// The declared stage that comes next, counted from 0; `nil` after the last one.
    var nextStage: Int? { plan?.stages.firstIndex { $0.share > rollout?.share ?? 0 } }

    /// The declared stage that is in force, counted from 0; `nil` where its share is none that is declared.
    var currentStage: Int? { rollout.flatMap { rollout in plan?.stages.firstIndex { $0.share == rollout.share } } }

    /// The operation that brings the candidate to a declared stage.
    ///
    /// - Parameter id: of the rollout, where it begins.
    func step(to stage: RolloutPlan.Stage, of plan: RolloutPlan, beginning id: @autoclosure () -> String)
        -> StateOperation
    {
        let id = rollout?.id ?? id()
        return .stage(
            StateOperation.RolloutStep(
                id: id, candidate: plan.candidate, digest: digests[plan.candidate] ?? "",
                salt: rollout?.salt ?? "\(key)/\(id)", share: stage.share),
            expected: revision)
    }
}
