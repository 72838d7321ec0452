package import FlagStore

extension RedisStore {
    /// Records, or past contents, that are asked for at once.
    static let page = 1_000

    package func history(before revision: UInt64?, limit: Int) async throws(StoreError) -> [ChangeRecord] {
        var records: [ChangeRecord] = []
        var before = revision
        while records.count < limit, before != 0 {
            let count = min(limit - records.count, Self.page)
            let page = try await functions.read(.history(through: before.map { $0 - 1 }, count: count))
            records += page
            // Fewer than asked for may be as many as one answer takes.
            guard !page.isEmpty else { break }
            before = page.last?.revision
        }
        return records
    }

    package func contents(_ references: [ContentReference]) async throws(StoreError) -> [String: [UInt8]] {
        guard !references.isEmpty else { return [:] }
        return try await functions.read(.contents(references))
    }

    package func checkpoint() async throws(StoreError) -> AuditChain.Checkpoint? {
        try await functions.read(.checkpoint)
    }

    package func trimLog(
        through checkpoint: AuditChain.Checkpoint, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try attribution.check()
        return try await change(.trim(through: checkpoint, by: attribution))
    }
}
