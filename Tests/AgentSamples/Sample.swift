import FlagModel
package import FlagStore

/// Short ways to make what a store would say.
package enum Sample {
    package static func lineage(_ revision: UInt64, store: String = "s", epoch: UInt64 = 1, adopted: UInt64 = 0)
        -> Lineage
    {
        Lineage(storeID: store, epoch: epoch, revision: revision, adoptedEpoch: adopted)
    }

    package static func document(_ key: String, model: String = "small", revision: UInt64 = 1) -> StoredDocument {
        let body = """
            {"apiVersion":"flagpost/v1","kind":"feature","key":"\(key)","baseline":"stable","onKill":"off",\
            "variants":{"stable":{"model":"\(model)","fallback":[{"static":"sorry"}]},"off":{"static":"sorry"}},\
            "route":[{"serve":"stable"}]}
            """
        return StoredDocument(id: DocumentID(kind: "feature", key: key), revision: revision, body: [UInt8](body.utf8))
    }

    /// A document of any kind: its fields as JSON, without what every one has.
    package static func part(_ kind: String, _ key: String, _ fields: String, revision: UInt64 = 1) -> StoredDocument {
        let name = key.split(separator: "@").first.map(String.init) ?? key
        let body = #"{"apiVersion":"flagpost/v1","kind":"\#(kind)","key":"\#(name)",\#(fields)}"#
        return StoredDocument(id: DocumentID(kind: kind, key: key), revision: revision, body: [UInt8](body.utf8))
    }

    package static func prompt(_ text: String, version: Int = 1, revision: UInt64 = 1) -> StoredDocument {
        part("prompt", "system@\(version)", #""version":\#(version),"text":"\#(text)""#, revision: revision)
    }

    /// Whose `stable` variant has that prompt, and that serves `off` to that segment.
    package static func feature(
        _ key: String, prompt: String? = nil, segment: String? = nil, revision: UInt64 = 1
    ) -> StoredDocument {
        let prompt = prompt.map { #""prompt":"\#($0)","# } ?? ""
        let entry = segment.map { #"{"when":{"segment":"\#($0)"},"serve":"off"},"# } ?? ""
        return part(
            "feature", key,
            """
            "baseline":"stable","onKill":"off","variants":{\
            "stable":{\(prompt)"model":"small","fallback":[{"static":"sorry"}]},\
            "beta":{"model":"large","fallback":[{"static":"sorry"}]},"off":{"static":"sorry"}},\
            "rollout":{"candidate":"beta","stages":["1% for 1h","100%"]},\
            "route":[\(entry){"serve":"stable"}]
            """, revision: revision)
    }

    package static func deleted(_ document: StoredDocument, revision: UInt64) -> StoredDocument {
        StoredDocument(id: document.id, revision: revision, body: nil)
    }

    /// `beta` has come to that share.
    package static func rollout(_ key: String, share: UInt32?, revision: UInt64 = 1) -> StoredState {
        var state = FeatureState(key: key)
        state.rollout = share.map { .init(id: "r", candidate: "beta", salt: "r", stages: [.init(share: $0, since: 1)]) }
        return StoredState(revision: revision, state: state)
    }

    package static func broken(_ key: String, revision: UInt64) -> StoredDocument {
        StoredDocument(id: DocumentID(kind: "feature", key: key), revision: revision, body: [UInt8]("{".utf8))
    }

    package static func killed(_ key: String, revision: UInt64 = 1) -> StoredState {
        let act = FeatureState.Act(by: "uid:kim@desk", at: 1, reason: "because", source: "cli")
        return StoredState(revision: revision, state: FeatureState(key: key, kill: act))
    }

    package static func load(
        _ lineage: Lineage, complete: Bool = true, documents: [StoredDocument] = [], states: [StoredState] = []
    ) -> StoreLoad {
        StoreLoad(
            lineage: lineage, unitKey: [UInt8](repeating: 7, count: 16), isComplete: complete, documents: documents,
            states: states)
    }

    /// Of the change log, with its chain's link.
    package static func record(_ revision: UInt64, chain: String) -> ChangeRecord {
        let attribution = Attribution(commitID: "c", actor: "uid:kim", reason: "", source: "cli")
        return ChangeRecord(
            revision: revision, at: 0, payload: ChangePayload(attribution: attribution, changes: []), payloadDigest: "",
            chain: chain)
    }
}
