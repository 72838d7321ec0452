import FlagModel
import FlagStore
import Samples
import Testing

@testable import Operations

@Suite("ChangePlan")
struct ChangePlanTests {
    private let documents = DocumentParser.parse(Array(SampleDocuments.feature.utf8), file: "f", mode: .author)
        .documents
    private let id = DocumentID(kind: "feature", key: "support-chat")

    private func plan(on stored: [StoredDocument]) -> ChangePlan {
        ChangePlan(WantedChange(documents: documents), on: .holding(stored))
    }

    @Test("a document that is not there, or was deleted, is created")
    func create() {
        for stored in [[], [StoredDocument(id: id, revision: 4, body: nil)]] {
            let plan = plan(on: stored)
            #expect(plan.steps.map(\.effect) == [.create])
            #expect(plan.changes.map(\.expected) == [0])
            #expect(plan.changes.first?.digests.count == 3)
        }
    }

    @Test("what is stored already is not committed again")
    func unchanged() throws {
        let document = try #require(documents.first)
        let plan = plan(on: [StoredDocument(id: id, revision: 4, body: document.body, digests: document.digests)])
        #expect(plan.steps.map(\.effect) == [.unchanged])
        #expect(plan.isEmpty)
    }

    @Test("where only what it resolves to differs, its digests are committed again")
    func follow() throws {
        var digests = try #require(documents.first).digests
        digests["canary"] = "another"
        let plan = plan(on: [StoredDocument(id: id, revision: 4, body: documents[0].body, digests: digests)])
        #expect(plan.steps.map(\.effect) == [.follow(["canary"])])
        #expect(plan.changes.first?.digests == documents[0].digests)
    }

    @Test("what cannot be read is replaced as a whole, at the revision it was seen")
    func unreadable() {
        let plan = plan(on: [StoredDocument(id: id, revision: 4, body: Array("{".utf8))])
        guard case .change(let differences) = plan.steps.first?.effect else {
            Issue.record("no change")
            return
        }
        #expect(differences.map(\.path) == [""])
        #expect(plan.changes.map(\.expected) == [4])
    }

    @Test("tells which documents were overtaken")
    func overtaken() {
        let seen = StoredDocument(id: id, revision: 4, body: Array("{}".utf8))
        let plan = plan(on: [seen])
        #expect(plan.overtaken(by: [seen]).isEmpty)
        #expect(plan.overtaken(by: [StoredDocument(id: id, revision: 6, body: Array("{}".utf8))]).map(\.now) == [6])
        #expect(plan.overtaken(by: [StoredDocument(id: id, revision: 6, body: nil)]).map(\.now) == [0])
    }
}

extension NamespaceContents {
    /// A namespace with these documents, and states.
    static func holding(_ documents: [StoredDocument], states: [FeatureState] = []) -> NamespaceContents {
        NamespaceContents(
            StoreLoad(
                lineage: Lineage(storeID: "s", epoch: 1, revision: 9), unitKey: [], isComplete: true,
                documents: documents, states: states.map { StoredState(revision: 9, state: $0) }))
    }
}

@Suite struct ChangeDocumentsTests {
    @Test func `more documents than a commit takes are refused before they are planned`() async throws {
        let namespace = try await TemporaryNamespace()
        let text = (1...StoreLimits.changes + 1).map { "kind: segment\nkey: s\($0)\nwhen: {plan: [team]}" }
        let documents = DocumentParser.parse(
            Array(text.joined(separator: "\n---\n").utf8), file: "f", mode: .author
        ).documents
        let error = await #expect(throws: OperationError.self) {
            try await ChangeDocuments(WantedChange(documents: documents)).plan(on: namespace.store)
        }
        #expect(error?.remedies == [.importInstead])
        try await namespace.perform(ChangeDocuments(WantedChange(documents: documents.dropLast())))
        // What is stored already is none of them.
        let plan = try await ChangeDocuments(WantedChange(documents: documents)).plan(on: namespace.store)
        #expect(plan.plan.changes.count == 1)
    }
}
