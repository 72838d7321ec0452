import FlagModel
import FlagStore
import SQLiteStore

extension SQLiteStore {
    /// Puts a body as it is, past everything that `apply` checks.
    func put(_ key: String, body: String, digests: [String: String] = ["any": "0"]) async throws {
        let change = DocumentChange(
            id: DocumentID(kind: "feature", key: key), expected: 0, body: Array(body.utf8), digests: digests)
        _ = try await commit(
            [change], by: Attribution(commitID: "put-\(key)", actor: "uid:test", reason: "", source: "test"))
    }
}
