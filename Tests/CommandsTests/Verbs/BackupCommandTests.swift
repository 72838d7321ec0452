import FlagModel
import FlagStore
import Foundation
import Samples
import TestServers
import Testing

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite("flagpost store backup, restore and copy", .serialized)
struct BackupCommandTests {
    @Test("what is restored in the other kind of store is what was backed up", arguments: StoreKind.allCases)
    func roundTrip(kind: StoreKind) async throws {
        let other = kind == .sqlite ? StoreKind.redis : .sqlite
        try await kind.withNamespace { fixture in
            try await Self.live(in: fixture)
            let file = fixture.folder.path("prod.backup")
            let taken = try await fixture.run("store", "backup", "--output", file).expectStatus(0)
            #expect(taken.errors.contains("keep it like a password"))
            #expect(try AuditCommandTests.mode(of: file) == 0o600)
            try await other.withFixture { target in
                let restored = try await target.run(
                    "store", "restore", file, "--namespace", "copy", "--reason", "drill")
                #expect(restored.expectStatus(0).output.contains("flagpost store adopt --store"))
                let again = target.folder.path("again.backup")
                try await target.run("store", "backup", "--output", again, "--namespace", "copy").expectStatus(0)
                let before = try Self.read(file)
                let after = try Self.read(again)
                #expect(after.load.documents == before.load.documents)
                #expect(after.load.states == before.load.states)
                #expect(after.load.schedules == before.load.schedules)
                #expect(after.load.unitKey == before.load.unitKey)
                #expect(after.past.map(\.body) == before.past.map(\.body))
                #expect(after.checkpoint == before.checkpoint)
                #expect(Array(after.log.dropLast()) == before.log)
                #expect(after.log.last?.changes == ["restore archive"])
                #expect(after.load.lineage.storeID == before.load.lineage.storeID)
                #expect(after.load.lineage.epoch == before.load.lineage.epoch + 1)
                try await target.run("audit", "verify", "--namespace", "copy").expectStatus(0)
                let twice = try await target.run(
                    "store", "restore", file, "--namespace", "copy", "--reason", "r"
                ).expectStatus(1)
                #expect(twice.errors.contains("namespace copy exists"))
            }
        }
    }

    @Test("copy goes from a store to another, and to another namespace", arguments: StoreKind.allCases)
    func copying(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            try await Self.live(in: fixture)
            let copied = try await fixture.run(
                "store", "copy", "--to", "sqlite:\(fixture.folder.path("copy.db"))", "--to-namespace", "copy",
                "--reason",
                "r", "-o", "json"
            ).expectStatus(0)
            #expect(try copied.json()["namespace"] == "copy")
            let list = try await fixture.run(
                "list", "--store", "sqlite:\(fixture.folder.path("copy.db"))", "--namespace", "copy", "-o", "json"
            ).expectStatus(0).json()
            #expect(try await fixture.run("list", "-o", "json").json()["documents"] == list["documents"])
        }
    }

    @Test("where a copy cannot go is blamed on --to")
    func badTarget() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let refused = try await fixture.run("store", "copy", "--to", "nowhere", "--reason", "r").expectStatus(1)
            #expect(refused.errors.contains("the store from --to cannot be used"))
        }
    }

    @Test("a file that is cut off or altered restores nothing")
    func damaged() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let file = fixture.folder.path("prod.backup")
            try await fixture.run("store", "backup", "--output", file).expectStatus(0)
            let piped = try await fixture.run("store", "backup", "--output", "-").expectStatus(0)
            #expect(piped.output.contains("\"format\":\"flagpost-backup\""))
            let bytes = FileManager.default.contents(atPath: file) ?? Data()
            let text = String(decoding: bytes, as: UTF8.self)
            for broken in [String(text.prefix(text.count / 2)), text.replacing("enterprise", with: "everyone")] {
                let path = try fixture.write(broken, to: "broken.backup")
                let refused = try await fixture.run(
                    "store", "restore", path, "--namespace", "other", "--reason", "r"
                ).expectStatus(1)
                #expect(refused.errors.contains("line "))
                try await fixture.run("list", "--namespace", "other").expectStatus(1)
            }
            let unwritable = try await fixture.run("store", "backup", "--output", "/nowhere/file").expectStatus(1)
            #expect(unwritable.errors.contains("cannot create /nowhere/file.new"))
        }
    }

    /// A namespace in which something has happened.
    private static func live(in fixture: CommandFixture) async throws {
        let changed = SampleDocuments.namespace.replacing("trial: 5%, stable: 95%", with: "trial: 4%, stable: 96%")
        try await fixture.run("apply", "-f", "-", input: changed).expectStatus(0)
        try await fixture.run("withdraw", "support-chat", "canary", "--reason", "rude").expectStatus(0)
        try await fixture.run("kill", "--all", "--reason", "provider").expectStatus(0)
        try await fixture.run("delete", "new-checkout", "--reason", "r").expectStatus(0)
        let later = "kind: segment\nkey: large\nwhen: {plan: [pro]}"
        try await fixture.run("apply", "-f", "-", "--at", "+24h", "--reason", "later", input: later).expectStatus(0)
    }

    private static func read(_ file: String) throws -> StoreArchive {
        var reader = StoreArchiveReader()
        for line in (FileManager.default.contents(atPath: file) ?? Data()).split(separator: 0x0A) {
            try reader.read(Array(line))
        }
        return try reader.finish()
    }
}
