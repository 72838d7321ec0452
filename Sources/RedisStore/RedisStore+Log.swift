package import FlagStore
import RedisClient

extension RedisStore {
    /// Records, or past contents, that are asked for at once.
    static let page = 1_000

    package func history(before revision: UInt64?, limit: Int) async throws(StoreError) -> [ChangeRecord] {
        var records: [ChangeRecord] = []
        var before = revision
        while records.count < limit, before != 0 {
            let count = min(limit - records.count, Self.page)
            var reply = try await functions.read(
                "history", .init(before.map { String($0 - 1) } ?? ""), .init(count),
                timeout: FunctionCaller.bulkTimeout)
            let page = try reply.history()
            records += page
            // Fewer than asked for may be as many as one answer takes.
            guard !page.isEmpty else { break }
            before = page.last?.revision
        }
        return records
    }

    package func contents(_ references: [ContentReference]) async throws(StoreError) -> [String: [UInt8]] {
        guard !references.isEmpty else { return [:] }
        var reply = try await functions.read(
            "contents", references.flatMap { [.init($0.document.description), .init($0.digest)] },
            timeout: FunctionCaller.bulkTimeout)
        return try reply.contents()
    }

    package func checkpoint() async throws(StoreError) -> AuditChain.Checkpoint? {
        var reply = try await functions.read("checkpoint")
        return try reply.checkpoint()
    }

    package func trimLog(
        through checkpoint: AuditChain.Checkpoint, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try attribution.check()
        return try await change(
            "trim",
            ChangePayload.trim(through: checkpoint, by: attribution).arguments() + [
                .init(checkpoint.revision), .init(checkpoint.chain),
            ], timeout: FunctionCaller.bulkTimeout)
    }
}
