// Short ways to do what people and agents do to a store.

import FlagModel
import FlagStore

extension Attribution {
    static func suite(_ id: String, reason: String = "because") -> Attribution {
        Attribution(commitID: id, actor: "uid:kim@desk", onBehalfOf: "sam", reason: reason, source: "cli")
    }
}

extension DocumentID {
    static func feature(_ key: String) -> DocumentID { DocumentID(kind: "feature", key: key) }
}

extension FeatureState.Trip {
    static func suite(
        _ target: String, digest: String, basis: UInt64, guardName: String = "errors",
        evidence: JSONValue = ["n": 200, "k": 41]
    ) -> FeatureState.Trip {
        FeatureState.Trip(
            act: FeatureState.Act(by: "", at: 0, reason: "", source: ""), guardName: guardName, target: target,
            action: .kill, digest: digest, basis: basis, evidence: evidence)
    }
}

extension StateOperation {
    static func suiteStage(
        _ share: UInt32, expected: UInt64, id: String = "r1", candidate: String = "canary", digest: String = "c1"
    ) -> StateOperation {
        .stage(
            RolloutStep(id: id, candidate: candidate, digest: digest, salt: "chat/\(id)", share: share),
            expected: expected)
    }
}

extension DocumentStore {
    /// Commits one spec under a commit id made of what it does.
    @discardableResult
    func put(
        _ key: String, _ body: String = "{}", expected: UInt64 = 0,
        digests: [String: String] = ["canary": "c1", "main": "m1"]
    ) async throws(StoreError) -> Receipt {
        try await commit(
            [DocumentChange(id: .feature(key), expected: expected, body: Array(body.utf8), digests: digests)],
            by: .suite("put \(key) \(expected) \(body.utf8.prefix(100).count) \(body.hashValue)"))
    }

    func delete(_ key: String, expected: UInt64) async throws(StoreError) -> Receipt {
        try await commit(
            [DocumentChange(id: .feature(key), expected: expected, body: nil)], by: .suite("delete \(key) \(expected)"))
    }

    func state(of key: String) async throws(StoreError) -> StoredState? {
        try await load(since: nil).states.first { $0.state.key == key }
    }

    func document(_ key: String) async throws(StoreError) -> StoredDocument? {
        try await load(since: nil).documents.first { $0.id == .feature(key) }
    }
}
