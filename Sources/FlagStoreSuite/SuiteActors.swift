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

extension DocumentChange {
    /// Puts a spec of a feature; deletes it where there is no body.
    static func suite(_ key: String, _ body: String?, expected: UInt64 = 0, erasesPast: Bool = false) -> DocumentChange
    {
        DocumentChange(
            id: .feature(key), expected: expected, body: body.map { Array($0.utf8) }, erasesPast: erasesPast)
    }
}

extension ContentReference {
    static func suite(_ key: String, _ body: String) -> ContentReference {
        ContentReference(document: .feature(key), digest: Digest.hexadecimal(of: Array(body.utf8)))
    }
}

extension DocumentStore {
    /// What is kept of some bodies of a feature's spec, as texts.
    func kept(_ bodies: [String], of key: String) async throws(StoreError) -> [String] {
        let found = try await contents(bodies.map { .suite(key, $0) })
        return bodies.filter { found[ContentReference.suite(key, $0).digest] == Array($0.utf8) }
    }

    /// The bodies of live specs of features by key.
    func bodies() async throws(StoreError) -> [String: String] {
        try await load(since: nil).documents.reduce(into: [:]) { bodies, document in
            bodies[document.id.key] = document.body.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The store's clock cannot be set: waits until it has passed a time a moment ahead.
    func reach(_ time: Int64) async throws {
        while try await now() < time { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// As an agent does every few seconds.
    func beat() async throws(StoreError) { try await announce(StoreSuite.presence("beat")) }

    /// Where the log is not what it was when it was made; `nil` where it is whole.
    func brokenChain() async throws(StoreError) -> AuditChain.Break? {
        let lineage = try await lineage()
        return AuditChain.verify(
            try await history(limit: .max).reversed(), after: try await checkpoint(), storeID: lineage.storeID,
            upTo: lineage.revision)
    }

    /// Somebody with this name, as the store takes people for.
    func person(_ name: String) async throws(StoreError) -> String {
        try await actor().hasPrefix("redis:") ? "redis:\(name)" : "uid:\(name)@desk"
    }
}
