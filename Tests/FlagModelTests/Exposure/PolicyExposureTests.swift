import FlagModel
import FlagSnapshot
import Testing

@Suite struct PolicyExposureTests {
    @Test func `fewer people, more attributes and another draw widen`() {
        let old = Policy(attributes: ["plan"], approvals: 3)
        #expect(
            PolicyExposure.findings(
                from: old, to: Policy(attributes: ["plan", "region"], bucketing: .v2, approvals: 2)
            ) == [
                ExposureFinding(.widens, "routes may name region as well"),
                ExposureFinding(.widens, "approvals loosened from 3 to 2"),
                ExposureFinding(.widens, "buckets are drawn anew (bucketing v2): others get what is split"),
            ])
        #expect(
            PolicyExposure.findings(from: old, to: Policy(approvals: 3))
                == [ExposureFinding(.widens, "the list of attributes is removed: routes may name any")])
    }

    @Test func `more people widen as well: there may not be so many, and then nothing that is proposed comes to pass`()
    {
        #expect(PolicyExposure.findings(from: Policy(), to: Policy(approvals: 10)).map(\.effect) == [.widens])
    }

    @Test func `fewer attributes restrict`() {
        #expect(PolicyExposure.findings(from: Policy(), to: Policy(attributes: [])).map(\.effect) == [.restricts])
        #expect(
            PolicyExposure.findings(from: Policy(attributes: ["a", "b"]), to: Policy(attributes: ["b", "c"]))
                .map(\.effect) == [.widens, .restricts])
        #expect(PolicyExposure.findings(from: Policy(), to: Policy()) == [])
    }
}
