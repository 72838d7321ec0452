// Several processes of one host on one file: agent, command line, console.

import FlagModel
import FlagStore
import Glibc
import TestServers
import Testing

@testable import SQLiteStore

@Suite(.serialized) struct SQLiteStoreProcessTests {
    private func attribution(_ id: String) -> Attribution {
        Attribution(commitID: id, actor: "uid:kim@desk", reason: "", source: "cli")
    }

    @Test func `three processes that change one file at once lose nothing`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        let store = try SQLiteStore(path: path, namespace: "prod")
        let storeID = try await store.initialize().storeID
        let chat = DocumentChange(id: DocumentID(kind: "feature", key: "chat"), expected: 0, body: Array("{}".utf8))
        _ = try await store.commit([chat], by: attribution("chat"))
        let count = 150
        let processes = [
            try StoreProcess(["write", path, "cli", "\(count)"], folder: folder),
            try StoreProcess(["write", path, "console", "\(count)"], folder: folder),
            try StoreProcess(["operate", path, "agent", "\(count)"], folder: folder),
        ]
        let total = UInt64(1 + 3 * count)
        var last: UInt64 = 0
        var known: [DocumentID: UInt64] = [:]
        let deadline = ContinuousClock.now + .seconds(60)
        while last < total, ContinuousClock.now < deadline {
            // As a mirror does: what changed since the last look, and nothing twice.
            let load = try await store.load(since: last)
            for document in load.documents {
                let before = known.updateValue(document.revision, forKey: document.id)
                #expect(document.revision > last && before == nil)
            }
            last = load.lineage.revision
            try await Task.sleep(for: .milliseconds(2))
        }
        #expect(processes.map { $0.exitStatus() } == [0, 0, 0])
        #expect(last == total)
        #expect(known.count == 1 + 2 * count)
        let records = try await store.history(limit: .max)
        #expect(records.map(\.revision) == (1...total).reversed())
        #expect(AuditChain.verify(records.reversed(), after: nil, storeID: storeID, upTo: total) == nil)
        let revisions = Dictionary(records.map { ($0.attribution.commitID, $0.revision) }) { first, _ in first }
        for process in processes {
            for line in try process.lines() {
                let parts = line.split(separator: " ")
                let commitID = String(parts[0].replacing("-", with: " "))
                #expect(revisions[commitID] == parts.last.flatMap { UInt64($0) }, "\(line)")
            }
        }
        #expect(try await store.load(since: nil).states.first?.state.withdrawn.count == count)
        #expect(try await store.fleet().agents.map(\.agent) == ["agent"])
        await store.close()
    }

    @Test(
        .enabled(if: geteuid() == 0, "only root can become somebody else"),
        arguments: [(mode_t(0o755), mode_t(0), "mode 0000"), (0o700, 0o644, "mode 0700")])
    func `who may not open the file is told whose it is`(folderMode: mode_t, mode: mode_t, words: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("flags.db")
        let store = try SQLiteStore(path: path, namespace: "prod", mode: 0o644)
        _ = try await store.initialize()
        await store.close()
        chmod(folder.path, folderMode)
        chmod(path, mode)
        let other = try StoreProcess(["look", path], folder: folder)
        #expect(other.exitStatus() == 1)
        do {
            _ = try other.lines()
            Issue.record("was allowed")
        } catch {
            let said = "\(error)"
            #expect(said.contains(words), "\(said)")
            #expect(said.contains("belongs to root"), "\(said)")
            #expect(said.contains("and this runs as "), "\(said)")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
    func `who may not write the file reads it, and is told`() async throws {
        let folder = try TemporaryFolder()
        chmod(folder.path, 0o755)
        let path = folder.path("flags.db")
        let store = try SQLiteStore(path: path, namespace: "prod", mode: 0o644)
        _ = try await store.initialize()
        let chat = DocumentChange(id: DocumentID(kind: "feature", key: "chat"), expected: 0, body: Array("{}".utf8))
        _ = try await store.commit([chat], by: attribution("chat"))
        let other = try StoreProcess(["look", path], folder: folder)
        #expect(other.exitStatus() == 0)
        let lines = try other.lines()
        #expect(lines.count == 3)
        #expect(lines.first == "1 documents" && lines.last == "1 documents")
        #expect(lines.dropFirst().first?.hasPrefix("refused: \(store.location): the file or its folder cannot") == true)
        #expect(try await store.lineage().revision == 1)
        #expect(try await store.load(since: nil).states.isEmpty)
        await store.close()
    }
}
