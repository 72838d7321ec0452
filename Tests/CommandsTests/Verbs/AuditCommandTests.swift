import FlagModel
import Foundation
import Samples
import TestServers
import Testing

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite("flagpost audit", .serialized)
struct AuditCommandTests {
    @Test("an export grows with the log, and proves it afterwards, trimmed or not", arguments: StoreKind.allCases)
    func exporting(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            let file = fixture.folder.path("audit.jsonl")
            try await fixture.run("audit", "export", "--output", file).expectStatus(0)
            #expect(try Self.mode(of: file) == 0o600)
            let first = try Self.lines(of: file)
            #expect(first.count == 3)
            #expect(first[1]["reason"] == "first")
            #expect(first[1]["revision"] == 1)
            #expect(first[2]["checkpoint"]?["revision"] == 1)
            try await fixture.run("kill", "support-chat", "--reason", "rude").expectStatus(0)
            try await fixture.run("audit", "export", "--output", file).expectStatus(0)
            let second = try Self.lines(of: file)
            #expect(second.prefix(3) == first[...])
            #expect(second.count == 5)
            try await fixture.run("audit", "export", "--output", file).expectStatus(0)
            #expect(try Self.lines(of: file) == second)

            let trimmed = try await fixture.run(
                "audit", "export", "--output", file, "--trim", "--reason", "quarter's end"
            ).expectStatus(0)
            #expect(trimmed.errors.contains("trimmed the log up to revision 2, at revision 3"))
            let left = try await fixture.run("history", "-o", "json").json().array
            #expect(left?.map { $0["changes"] } == [["trim log 2"]])
            let alone = try await fixture.run("audit", "verify", "-o", "json").expectStatus(0).json()
            #expect(alone["documents_before_log"] == 7)
            let proven = try await fixture.run("audit", "verify", "--file", file, "-o", "json").expectStatus(0).json()
            #expect(proven["documents"] == 7)
            #expect(proven["documents_before_log"] == 0)
            try await fixture.run("restore", "support-chat", "--reason", "fixed").expectStatus(0)
            try await fixture.run("audit", "export", "--output", file).expectStatus(0)
            try await fixture.run("audit", "verify", "--file", file).expectStatus(0)
        }
    }

    @Test("an export of another store, or an altered one, is not gone on with")
    func misfits() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let file = fixture.folder.path("audit.jsonl")
            try await fixture.run("audit", "export", "--output", file).expectStatus(0)
            let other = try await CommandFixture.withFeature()
            let foreign = try await other.run("audit", "export", "--output", file).expectStatus(1)
            #expect(foreign.errors.contains("is an export of namespace default of store"))
            try await other.run("audit", "verify", "--file", file).expectStatus(1)
            let text = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
            try Data(text.replacing("first", with: "fifth").utf8).write(to: URL(fileURLWithPath: file))
            let altered = try await fixture.run("audit", "export", "--output", file).expectStatus(1)
            #expect(altered.errors.contains("line 2: the record of revision 1"))
            let since = try await fixture.run("audit", "export", "--since", "1").expectStatus(0)
            #expect(since.output.split(separator: "\n").count == 3)
            try await fixture.run("audit", "export", "--trim", "--reason", "r").expectStatus(2)
        }
    }

    @Test("what people read of an export is held against what is proven")
    func forgedFields() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let file = fixture.folder.path("audit.jsonl")
            try await fixture.run("audit", "export", "--output", file).expectStatus(0)
            try await fixture.run("audit", "verify", "--file", file).expectStatus(0)
            let text = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
            let forged = text.replacing(#""reason":"first""#, with: #""reason":"other""#)
            #expect(forged != text)
            try Data(forged.utf8).write(to: URL(fileURLWithPath: file))
            let found = try await fixture.run("audit", "verify", "--file", file).expectStatus(1)
            #expect(found.errors.contains("line 2: the field reason of revision 1 is not what its payload says"))
            try await fixture.run("audit", "export", "--output", file).expectStatus(1)
        }
    }

    @Test("what was written past the functions is found, and where")
    func tampering() async throws {
        let server = try await RedisServer()
        let fixture = try await CommandFixture(store: server.url)
        try await fixture.run("apply", "-f", "-", "--reason", "first", input: SampleDocuments.namespace).expectStatus(0)
        try await fixture.run("kill", "support-chat", "--reason", "rude").expectStatus(0)
        let file = fixture.folder.path("audit.jsonl")
        try await fixture.run("audit", "export", "--output", file).expectStatus(0)
        try await fixture.run("audit", "verify").expectStatus(0)

        let key = "flagpost:{default}:spec:segment/large"
        let body = try server.command("HGET", key, "body")
        try server.command("HSET", key, "body", body.replacing("enterprise", with: "free"))
        let written = try await fixture.run("audit", "verify").expectStatus(1)
        #expect(written.errors.contains("segment/large: is not what revision 1 made of it"))
        try server.command("HSET", key, "body", body)
        try await fixture.run("audit", "verify").expectStatus(0)
        try server.command(
            "HSET", "flagpost:{default}:spec:segment/small", "body", body, "revision", "2", "digests", "{}")
        try server.command("ZADD", "flagpost:{default}:index", "2", "spec:segment/small")
        let added = try await fixture.run("audit", "verify", "-o", "json").expectStatus(1)
        #expect(try added.json()["subject"] == "segment/small")
        try server.command("DEL", "flagpost:{default}:spec:segment/small")
        try server.command("ZREM", "flagpost:{default}:index", "spec:segment/small")

        try await fixture.run("restore", "support-chat", "--reason", "fixed").expectStatus(0)
        try server.command("XDEL", "flagpost:{default}:log", "2-0")
        let missing = try await fixture.run("audit", "verify").expectStatus(1)
        #expect(missing.errors.contains("revision 3: it does not follow from the record before it"))
        let compared = try await fixture.run("audit", "verify", "--file", file).expectStatus(1)
        #expect(compared.errors.contains("revision 3") || compared.errors.contains("revision 2"))
        let untouched = try await fixture.run(
            "audit", "export", "--output", fixture.folder.path("other.jsonl"), "--trim", "--reason", "r"
        ).expectStatus(1)
        #expect(untouched.errors.contains("revision 3"))
        #expect(!FileManager.default.fileExists(atPath: fixture.folder.path("other.jsonl")))
        server.kill()
    }

    private static func lines(of file: String) throws -> [JSONValue] {
        try (FileManager.default.contents(atPath: file) ?? Data()).split(separator: 0x0A)
            .map { try JSONValue.parse(Array($0)) }
    }

    static func mode(of file: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }
}
