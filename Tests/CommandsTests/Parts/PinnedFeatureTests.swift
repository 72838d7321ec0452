import FlagModel
import FlagStore
import SQLiteStore
import Testing

@testable import Commands

@Suite struct PinnedFeatureTests {
    private static let wider = "kind: segment\nkey: large\nwhen: {plan: [enterprise, team]}"

    static func documents(_ text: String) throws -> [Document] {
        let parsed = DocumentParser.parse(Array(text.utf8), file: "f.yaml", mode: .author)
        #expect(!parsed.hasErrors, "\(parsed.diagnostics)")
        return parsed.documents
    }

    @Test func `a feature that is protected while somebody looks at a change beneath it is not widened by it`()
        async throws
    {
        let fixture = try await CommandFixture()
        let open = CommandFixture.namespace.replacing("serve: stable", with: "serve: trial")
        try await fixture.run("apply", "-f", "-", input: open).expectStatus(0)
        let store = try fixture.openStore()
        let contents = try await NamespaceContents.read(store)
        let plan = ChangePlan(ChangeProposal(documents: try Self.documents(Self.wider)), on: contents)
        #expect(!plan.needsApproval)
        #expect(plan.changes.map(\.id.key) == ["large"])
        let closed = CommandFixture.protectedNamespace.replacing("serve: stable", with: "serve: trial")
        try await fixture.run("apply", "-f", "-", input: closed).expectStatus(0)
        let now = try await store.load(since: nil).now
        for way in [ChangeCommit.Way.now, .later(now + 3_600_000)] {
            let failure = await #expect(throws: Failure.self) {
                try await ChangeCommit(plan: plan, reason: "r", way: way).run(in: store)
            }
            #expect(failure?.message.contains("feature/support-chat is at revision") == true, "\(failure as Any)")
        }
        await store.close()
    }

    @Test func `what files name and leave as it is, is pinned like what they do not name`() throws {
        let stored = try Self.documents(CommandFixture.namespace).map {
            StoredDocument(id: $0.id, revision: 1, body: $0.body, digests: $0.feature?.digests ?? [:])
        }
        func pinned(_ old: String, _ new: String) throws -> Set<String> {
            let files = try Self.documents(CommandFixture.namespace.replacing(old, with: new))
            let plan = ChangePlan(ChangeProposal(documents: files), on: .holding(stored))
            return Set((plan.changes + plan.foundations).map(\.id.description))
        }
        #expect(
            try pinned("trial: 5%, stable: 95%", "trial: 6%, stable: 94%")
                == ["feature/support-chat", "segment/large", "prompt/support-system@1", "params/trial-temperature"])
        #expect(
            try pinned("when: {plan: [enterprise]}", "when: {plan: [enterprise, team]}").isSuperset(of: [
                "feature/support-chat", "segment/large",
            ]))
    }

    @Test func `of very many features those that are protected are pinned, and others as far as a commit goes`() throws
    {
        let segment = StoredDocument(
            id: DocumentID(kind: "segment", key: "large"), revision: 1,
            body: try Self.documents("kind: segment\nkey: large\nwhen: {plan: [enterprise]}")[0].body)
        let feature = """
            kind: feature
            key: f
            variants: {x: {static: hello}, y: {static: bye}}
            onKill: y
            baseline: x
            route: [{when: {segment: large}, serve: y}, {serve: x}]
            """
        let body = String(decoding: try Self.documents("\(feature)\n---\n\(Self.wider)")[0].body, as: UTF8.self)
        let features = (1...10).map { number in
            let text = body.replacing(#""key":"f""#, with: #""key":"f\#(number)""#)
            return StoredDocument(
                id: DocumentID(kind: "feature", key: "f\(number)"), revision: 1,
                body: Array(
                    (number > 7 ? text.replacing("{", with: #"{"protected":true,"#, maxReplacements: 1) : text).utf8
                ))
        }
        let contents = NamespaceContents.holding([segment] + features)
        let ids = features.map(\.id)
        let change = DocumentChange(id: segment.id, expected: 1, body: segment.body)
        let pinned = PinnedFeatures(ids, in: contents, beside: [change], limit: 6).documents
        #expect(pinned.count == 5)
        #expect(Set(pinned.map(\.id)).isSuperset(of: ids.suffix(3)))
    }
}
