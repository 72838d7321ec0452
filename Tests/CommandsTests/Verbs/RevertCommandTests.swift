import FlagModel
import Samples
import TestServers
import Testing

/// One after another: each runs many commands, and others of this process wait for theirs with a deadline.
@Suite("flagpost revert", .serialized)
struct RevertCommandTests {
    @Test("brings back what a document was, also after it was deleted", arguments: StoreKind.allCases)
    func back(kind: StoreKind) async throws {
        try await kind.withNamespace { fixture in
            let first = try await fixture.run("get", "large", "-o", "json").json()["document"]
            func apply(_ plan: String) async throws {
                try await fixture.run(
                    "apply", "-f", "-", input: "kind: segment\nkey: large\nwhen: {plan: [\(plan)]}"
                ).expectStatus(0)
            }
            try await apply("pro")
            try await apply("free")
            let second = try await fixture.run("revert", "large").expectStatus(0)
            #expect(second.errors.contains("when.plan[0]: \"free\" -> \"pro\""))
            #expect(second.output.contains("reverted 1 document at revision 4"))
            let record = try await fixture.run("history", "--limit", "1", "-o", "json").json().array?.first
            #expect(record?["reason"] == "revert segment/large to revision 2")
            try await fixture.run("revert", "segment/large", "--to", "1", "--reason", "all wrong").expectStatus(0)
            #expect(try await fixture.run("get", "large", "-o", "json").json()["document"] == first)
            let same = try await fixture.run("revert", "large", "--to", "1").expectStatus(0)
            #expect(same.output == "nothing to change\n")

            try await fixture.run("delete", "new-checkout", "--reason", "r").expectStatus(0)
            try await fixture.run("revert", "new-checkout", "--reason", "too early").expectStatus(0)
            try await fixture.run("get", "new-checkout").expectStatus(0)
            try await fixture.run("audit", "verify").expectStatus(0)
        }
    }

    @Test("goes by the rules of apply, and leaves the state alone")
    func rules() async throws {
        try await StoreKind.sqlite.withNamespace { fixture in
            let changed = SampleDocuments.namespace.replacing("stable: 95%", with: "stable: 96%")
                .replacing("trial: 5%", with: "trial: 4%")
            try await fixture.run("apply", "-f", "-", input: changed).expectStatus(0)
            try await fixture.run("kill", "support-chat", "--reason", "r").expectStatus(0)
            let reverted = try await fixture.run("revert", "support-chat").expectStatus(0)
            #expect(reverted.errors.contains("its state is as it was: killed (flagpost restore support-chat)"))
            let never = try await fixture.run("revert", "large").expectStatus(1)
            #expect(never.errors.contains("segment/large did not exist before its last change"))
            let model = SampleDocuments.namespace.replacing("model: claude-sonnet-4\n", with: "model: claude-haiku-4\n")
            try await fixture.run("apply", "-f", "-", "--ship-directly", "--reason", "r", input: model).expectStatus(0)
            let refused = try await fixture.run("revert", "support-chat").expectStatus(1)
            #expect(refused.errors.contains("underneath them"))
            try await fixture.run("revert", "suport-chat").expectStatus(1)
            let newest = try #require(try await fixture.run("list", "-o", "json").json()["revision"]?.integer)
            let ahead = try await fixture.run("revert", "support-chat", "--to", "99").expectStatus(1)
            #expect(ahead.errors.contains("there is no revision 99: the newest is \(newest); nothing was changed"))
        }
    }
}
