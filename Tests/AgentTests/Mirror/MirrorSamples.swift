import FlagModel
import FlagStore

@testable import Agent

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

    /// A document of any kind: its fields as JSON, without what every one has.
    static func part(_ kind: String, _ key: String, _ fields: String, revision: UInt64 = 1) -> StoredDocument {
        let name = key.split(separator: "@").first.map(String.init) ?? key
        let body = #"{"apiVersion":"flagpost/v1","kind":"\#(kind)","key":"\#(name)",\#(fields)}"#
        return StoredDocument(id: DocumentID(kind: kind, key: key), revision: revision, body: [UInt8](body.utf8))
    }

    static func prompt(_ text: String, version: Int = 1, revision: UInt64 = 1) -> StoredDocument {
        part("prompt", "system@\(version)", #""version":\#(version),"text":"\#(text)""#, revision: revision)
    }

    /// Whose `stable` variant has that prompt, and that serves `off` to that segment.
    static func feature(
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

    static func deleted(_ document: StoredDocument, revision: UInt64) -> StoredDocument {
        StoredDocument(id: document.id, revision: revision, body: nil)
    }

    /// `beta` has come to that share.
    static func rollout(_ key: String, share: UInt32?, revision: UInt64 = 1) -> StoredState {
        var state = FeatureState(key: key)
        state.rollout = share.map { .init(id: "r", candidate: "beta", salt: "r", stages: [.init(share: $0, since: 1)]) }
        return StoredState(revision: revision, state: state)
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

extension Mirror {
    /// After these loads, everything compiled after each.
    init(_ loads: [StoreLoad]) {
        self.init()
        for load in loads { _ = follow(load) }
    }

    /// As it is kept.
    var lastGood: JSONValue {
        get throws {
            var file: [UInt8] = []
            writeLastGood { file += $0 }
            return try JSONValue.parse(file)
        }
    }

    /// Takes a load and compiles; returns what was compiled, in order.
    mutating func follow(_ load: StoreLoad) -> [String] {
        _ = take(load)
        return compileAll()
    }

    @discardableResult
    mutating func compileAll() -> [String] {
        var compiled: [String] = []
        while true {
            let waiting = nextPending()
            if waiting.isEmpty { return compiled }
            for pending in waiting {
                settle(pending, pending.compile(in: documents))
                compiled.append("\(pending.document.id)")
            }
        }
    }

    var isCompiled: Bool { waiting.isEmpty }
}
