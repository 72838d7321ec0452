// What is left of a store whose processes are killed in the middle of what they do.

import FlagModel
import FlagStore
import Glibc
import SeededRandom
import TestServers
import Testing

@testable import SQLiteStore

@Suite(.serialized) struct SQLiteStoreCrashTests {
    @Test func `a process killed 200 times in the middle of commits loses nothing and leaves nothing half`()
        async throws
    {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        let first = try SQLiteStore(path: path, namespace: "prod")
        _ = try await first.initialize()
        await first.close()
        var generator = SeededGenerator(seed: 200)
        var acknowledged = 0
        for round in 0..<200 {
            // Now the file is left to recovery, now another process has it open all the while.
            let bystander = try round.isMultiple(of: 2) ? nil : SQLiteStore(path: path, namespace: "prod")
            _ = try await bystander?.lineage()
            let process = try StoreProcess(["commit", path], folder: folder)
            try await eventually("something is acknowledged in round \(round)") { try !process.lines().isEmpty }
            usleep(UInt32.random(in: 0..<30_000, using: &generator))
            process.end()
            let lines = try process.lines()
            acknowledged += lines.count
            try await requireWhole(path, after: lines, round: round)
            await bystander?.close()
        }
        #expect(acknowledged > 400)
    }

    private func requireWhole(_ path: String, after acknowledged: [Substring], round: Int) async throws {
        let connection = try SQLiteConnection(path: path)
        let integrity = try connection.first("PRAGMA integrity_check") { $0.text(0) }
        try #require(integrity == "ok", "round \(round)")
        let remembered = try connection.rows("SELECT id, revision FROM commits") { "\($0.text(0)) \($0.revision(1))" }
        let lost = Set(acknowledged.map(String.init)).subtracting(remembered)
        try #require(lost.isEmpty, "round \(round)")

        let store = try SQLiteStore(path: path, namespace: "prod")
        let load = try await store.load(since: nil)
        try #require(load.faults.isEmpty)
        let together = load.documents.filter { ["a", "b", "c"].contains($0.id.key) }
        try #require(together.count == 3 && Set(together.map(\.body)).count == 1, "round \(round)")
        try #require(Set(together.map(\.revision)).count == 1, "round \(round)")
        let checkpoint = try await store.checkpoint()
        let records = try await store.history(limit: .max)
        let revisions = Array((checkpoint?.revision ?? 0) + 1...load.lineage.revision)
        try #require(records.map(\.revision) == revisions.reversed(), "round \(round)")
        let broken = AuditChain.verify(
            records.reversed(), after: checkpoint, storeID: load.lineage.storeID, upTo: load.lineage.revision)
        try #require(broken == nil, "round \(round)")
        for proposal in try await store.proposals() where proposal.end == .applied {
            let key = "proposed-\(proposal.proposal.id.name.dropFirst())"
            try #require(load.documents.contains { $0.id.key == key }, "round \(round)")
        }
        try requireCounts(connection, round: round)
        await store.close()
    }

    /// What is counted along is what is there.
    private func requireCounts(_ connection: SQLiteConnection, round: Int) throws {
        let counts = try connection.first(
            """
            SELECT records, (SELECT count(*) FROM log), past_bytes, (SELECT coalesce(sum(length(body)), 0) FROM past)
            FROM namespaces
            """
        ) { [$0.integer(0), $0.integer(1), $0.integer(2), $0.integer(3)] }
        try #require(counts?[0] == counts?[1] && counts?[2] == counts?[3], "round \(round): \(counts ?? [])")
    }
}
