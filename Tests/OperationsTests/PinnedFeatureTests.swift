import FlagModel
import FlagStore
import Samples
import Testing

@testable import Operations

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
        let namespace = try await TemporaryNamespace()
        let store = namespace.store
        let open = SampleDocuments.namespace.replacing("serve: stable", with: "serve: trial")
        try await namespace.apply(open)
        let wider = ChangeDocuments(WantedChange(documents: try Self.documents(Self.wider)))
        let plans = [
            try await wider.plan(on: store),
            try await ChangeDocuments(wider.wanted, terms: ChangeTerms(time: .after(3_600_000))).plan(on: store),
        ]
        #expect(plans.allSatisfy { !$0.plan.needsApproval && $0.plan.changes.map(\.id.key) == ["large"] })
        try await namespace.apply(SampleDocuments.protectedNamespace.replacing("serve: stable", with: "serve: trial"))
        for plan in plans {
            let error = await #expect(throws: OperationError.self) {
                try await plan.perform(in: store, as: namespace.author)
            }
            #expect(error?.code == .conflict && error?.remedies == [.compareAgain])
            #expect(error?.message.contains("feature/support-chat is at revision") == true, "\(error as Any)")
        }
    }

    @Test func `what files name and leave as it is, is pinned like what they do not name`() throws {
        let stored = try Self.documents(SampleDocuments.namespace).map {
            StoredDocument(id: $0.id, revision: 1, body: $0.body, digests: $0.feature?.digests ?? [:])
        }
        func pinned(_ old: String, _ new: String) throws -> Set<String> {
            let files = try Self.documents(SampleDocuments.namespace.replacing(old, with: new))
            let plan = ChangePlan(WantedChange(documents: files), on: .holding(stored))
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
