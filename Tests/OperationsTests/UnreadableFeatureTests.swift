import FlagModel
import FlagStore
import Testing

@testable import Operations

/// Features that a newer version stored, beneath which something changes.
@Suite struct UnreadableFeatureTests {
    private static let protected = #"{"kind":"feature","key":"odd","protected":true,"variants":7}"#

    private func exposure(
        _ body: String, stored: String? = "[enterprise]", to plans: String? = "[enterprise, team]",
        key: String = "large"
    ) throws -> ChangeExposure {
        func segment(_ plans: String) throws -> Document {
            try PinnedFeatureTests.documents("kind: segment\nkey: \(key)\nwhen: {plan: \(plans)}")[0]
        }
        let id = DocumentID(kind: "segment", key: key)
        let documents =
            [StoredDocument(id: DocumentID(kind: "feature", key: "odd"), revision: 2, body: Array(body.utf8))]
            + (try stored.map { [StoredDocument(id: id, revision: 1, body: try segment($0).body)] } ?? [])
        let proposal =
            try plans.map { WantedChange(documents: [try segment($0)]) } ?? WantedChange(deletions: [id])
        return ChangePlan(proposal, on: .holding(documents)).exposure
    }

    @Test(arguments: [protected, "{", "7", #"{"protected":1,"variants":7}"#])
    func `one that is protected, or may be, is taken to stand on it`(body: String) throws {
        for plans in ["[enterprise, team]", nil] {
            let exposure = try exposure(body, to: plans)
            #expect(exposure.needsApproval)
            #expect(
                exposure.subjects.flatMap(\.findings).map(\.words) == [
                    "segment/large changes, and this version cannot read whether odd stands on it"
                ])
        }
    }

    @Test(arguments: [#"{"kind":"feature","protected":false,"variants":7}"#, #"{"kind":"feature","variants":7}"#])
    func `one that clearly is not holds nothing up`(body: String) throws {
        #expect(try exposure(body).subjects.isEmpty)
    }

    @Test func `what is new, or stays as it is, nobody stands on`() throws {
        #expect(try exposure(Self.protected, stored: nil).subjects.isEmpty)
        #expect(try exposure(Self.protected, to: "[enterprise]").subjects.isEmpty)
    }
}
