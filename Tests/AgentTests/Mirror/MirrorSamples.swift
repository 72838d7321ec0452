import FlagModel
import FlagStore

/// Short ways to make what a store would say.
enum Sample {
    static func lineage(_ revision: UInt64, store: String = "s", epoch: UInt64 = 1, adopted: UInt64 = 0) -> Lineage {
        Lineage(storeID: store, epoch: epoch, revision: revision, adoptedEpoch: adopted)
    }

    static func document(_ key: String, model: String = "small", revision: UInt64 = 1) -> StoredDocument {
        let body = """
            {"apiVersion":"flagpost/v1","kind":"feature","key":"\(key)","baseline":"stable","onKill":"off",\
            "variants":{"stable":{"model":"\(model)","fallback":[{"static":"sorry"}]},"off":{"static":"sorry"}},\
            "route":[{"serve":"stable"}]}
            """
        return StoredDocument(id: DocumentID(kind: "feature", key: key), revision: revision, body: [UInt8](body.utf8))
    }

    static func broken(_ key: String, revision: UInt64) -> StoredDocument {
        StoredDocument(id: DocumentID(kind: "feature", key: key), revision: revision, body: [UInt8]("{".utf8))
    }

    static func killed(_ key: String, revision: UInt64 = 1) -> StoredState {
        let act = FeatureState.Act(by: "uid:kim@desk", at: 1, reason: "because", source: "cli")
        return StoredState(revision: revision, state: FeatureState(key: key, kill: act))
    }

    static func load(
        _ lineage: Lineage, complete: Bool = true, documents: [StoredDocument] = [], states: [StoredState] = []
    ) -> StoreLoad {
        StoreLoad(
            lineage: lineage, unitKey: [UInt8](repeating: 7, count: 16), isComplete: complete, documents: documents,
            states: states)
    }
}
