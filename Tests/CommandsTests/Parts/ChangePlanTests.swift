import FlagModel
import FlagStore
import Testing

@testable import Commands

@Suite("ChangePlan")
struct ChangePlanTests {
    private let documents = DocumentParser.parse(Array(CommandFixture.feature.utf8), file: "f", mode: .author).documents
    private let id = DocumentID(kind: "feature", key: "support-chat")

    @Test("a document that is not there, or was deleted, is created")
    func create() {
        for stored in [[], [StoredDocument(id: id, revision: 4, body: nil)]] {
            let plan = ChangePlan(documents, stored: stored)
            #expect(plan.steps.map(\.effect) == [.create])
            #expect(plan.changes.map(\.expected) == [0])
            #expect(plan.changes.first?.digests.count == 3)
        }
    }

    @Test("what is stored already is not committed again")
    func unchanged() throws {
        let body = try #require(documents.first).body
        let plan = ChangePlan(documents, stored: [StoredDocument(id: id, revision: 4, body: body)])
        #expect(plan.steps.map(\.effect) == [.unchanged])
        #expect(plan.changes.isEmpty)
    }

    @Test("what cannot be read is replaced as a whole, at the revision it was seen")
    func unreadable() {
        let plan = ChangePlan(documents, stored: [StoredDocument(id: id, revision: 4, body: Array("{".utf8))])
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
        let plan = ChangePlan(documents, stored: [seen])
        #expect(plan.overtaken(by: [seen]).isEmpty)
        #expect(plan.overtaken(by: [StoredDocument(id: id, revision: 6, body: Array("{}".utf8))]).map(\.now) == [6])
        #expect(plan.overtaken(by: [StoredDocument(id: id, revision: 6, body: nil)]).map(\.now) == [0])
    }
}
