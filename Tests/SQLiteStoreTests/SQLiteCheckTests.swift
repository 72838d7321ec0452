import CSQLite
import FlagStore
import Glibc
import TestServers
import Testing

@testable import SQLiteStore

@Suite struct SQLiteCheckTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path("flags.db") }

    init() throws { folder = try TemporaryFolder() }

    private func examine(initialising: Bool = true, namespace: String = "prod") async throws -> [StoreFinding] {
        if initialising {
            let store = try SQLiteStore(path: path, namespace: "prod")
            _ = try await store.initialize()
            await store.close()
        }
        let store = try SQLiteStore(path: path, namespace: namespace)
        let findings = await store.examine(for: [])
        await store.close()
        return findings
    }

    private func find(_ subject: String, _ findings: [StoreFinding]) throws -> StoreFinding {
        try #require(findings.first { $0.subject == subject }, "\(findings)")
    }

    @Test func `a new file is well, and its approvals are for practice`() async throws {
        let findings = try await examine()
        #expect(
            findings.map(\.subject)
                == ["file", "disk", "layout", "journal", "integrity", "namespace", "log", "contents", "approvals"])
        #expect(findings.filter { $0.status != .ok }.map(\.subject) == ["approvals"])
        #expect(try find("approvals", findings).text.hasPrefix("for practice only"))
        #expect(try find("file", findings).text.contains("mode 0600, yours"))
    }

    @Test func `a file that is not there is not made by looking`() async throws {
        let findings = try await examine(initialising: false)
        #expect(findings.map(\.status) == [.error])
        #expect(findings.first?.advice?.contains("flagpost store init") == true)
        #expect(access(path, F_OK) != 0)
    }

    @Test func `a namespace that was never made in it is an error`() async throws {
        #expect(try find("namespace", try await examine(namespace: "other")).status == .error)
    }

    @Test(arguments: [(mode_t(0o644), StoreFinding.Status.warning), (0o666, .error), (0o660, .ok)])
    func `who else may read or write the file is looked at`(mode: mode_t, status: StoreFinding.Status) async throws {
        _ = try await examine()
        chmod(path, mode)
        #expect(try find("file", try await examine(initialising: false)).status == status)
    }

    @Test func `damage, another program's file and no file of SQLite's are told apart`() async throws {
        _ = try await examine()
        try SQLiteConnection(path: path).execute("PRAGMA application_id = 1")
        #expect(try find("layout", try await examine(initialising: false)).status == .error)
        try SQLiteConnection(path: path).execute(
            "PRAGMA application_id = \(SQLiteSchema.applicationID); PRAGMA user_version = 99")
        #expect(try find("layout", try await examine(initialising: false)).text.contains("newer"))
        unlink(path)
        unlink(path + "-wal")
        unlink(path + "-shm")
        try folder.write(String(repeating: "no database ", count: 1_000), to: "flags.db")
        #expect(try find("contents", try await examine(initialising: false)).status == .error)
    }

    @Test func `a file without the right to it is neither damaged nor missing`() throws {
        let obstacle = SQLiteAccess(text: "it belongs to root", remedy: "chmod")
        var facts = SQLiteFacts(path: "/f", namespace: "prod", user: 1, obstacle: obstacle)
        #expect(facts.findings().map(\.advice) == ["chmod"])
        facts.file = SQLiteFacts.File(mode: 0, owner: 0, bytes: 0, freeBytes: .max)
        facts.failure = "SQLite 14"
        #expect(try find("contents", facts.findings()).text == "it belongs to root")
        #expect(!facts.findings().contains { $0.advice?.contains("backup") == true })
    }

    @Test func `facts that no test can arrange mean what they should`() throws {
        func facts(free: Int64?, bytes: Int64 = 0, journal: String = "wal", integrity: String? = "ok") -> [StoreFinding]
        {
            var facts = SQLiteFacts(
                path: "/f", namespace: "prod", user: 0,
                file: SQLiteFacts.File(mode: 0o600, owner: 1, bytes: bytes, freeBytes: free))
            (facts.layout, facts.journal, facts.integrity) = (SQLiteSchema.version, journal, integrity)
            return facts.findings()
        }
        #expect(try find("disk", facts(free: nil)).status == .unknown)
        #expect(try find("disk", facts(free: 0)).status == .error)
        #expect(try find("disk", facts(free: 1 << 20)).status == .warning)
        #expect(try find("disk", facts(free: 1 << 30, bytes: 2 << 30)).status == .warning)
        #expect(try find("disk", facts(free: .max)).status == .ok)
        #expect(try find("journal", facts(free: .max, journal: "delete")).status == .warning)
        #expect(try find("integrity", facts(free: .max, integrity: "row 3 missing")).status == .error)
        #expect(try find("integrity", facts(free: .max, integrity: nil)).status == .unknown)
        #expect(try find("file", facts(free: .max)).text.hasSuffix("of user 1"))
    }
}
