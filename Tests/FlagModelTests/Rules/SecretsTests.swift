import Testing

@testable import FlagModel

@Suite struct SecretsTests {
    @Test(arguments: [
        ("sk-abcdefghij0123456789", "an API key (sk-…)"), ("use sk-proj-Abc_0123456789-x", "an API key (sk-…)"),
        ("AKIAABCDEFGHIJKLMNOP", "an access key (AKIA…)"), ("-----BEGIN RSA PRIVATE KEY-----", "a PEM block"),
        ("sk_live_abcdefghij012345", "a payment service's key (sk_live_…)"),
        ("ASIAABCDEFGHIJKLMNOP", "an access key (ASIA…)"),
        ("key=AIzaabcdefghijabcdefghijabcdefghij-_123", "an API key (AIza…)"),
        ("ghp_abcdefghijabcdefghijabcdefghij012345", "an access token (ghp_…)"),
        ("glpat-abcdefghij-abcdefghij", "an access token (glpat-…)"),
        ("(xoxb-123456789012-abcdefghij)", "a bot's token (xoxb-…)"),
        ("hf_abcdefghijabcdefghijabcdefghij", "an access token (hf_…)"),
        ("ä sk-abcdefghij0123456789", "an API key (sk-…)"),
        ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.dozjgNryP4J3jVmNHl0w5N", "a JSON web token"),
    ])
    func `finds what looks like a credential`(text: String, kind: String) {
        #expect(Secrets.kind(in: text) == kind)
    }

    @Test(arguments: [
        "", "sk-", "sk-short", "task-abcdefghij0123456789", "desk-bound-people-are-many-here", "AKIA",
        "XAKIAABCDEFGHIJKLMNOP",
        "AKIAabcdefghijklmnop", "sk_test_abcdefghij012345", "ghp_short", "half_abcdefghijabcdefghijabcdefghij", "AIza",
        "-----BEGINNING", "eyJ.a.b", "1.2.3", "eyJhbGciOiJIUzI1NiJ9 eyJzdWIiOiIxMjM0NSJ9", "claude-sonnet-4",
    ])
    func `leaves other texts alone`(text: String) {
        #expect(Secrets.kind(in: text) == nil)
    }

    @Test(.timeLimit(.minutes(1)))
    func `long texts cost little time`() {
        for piece in ["sk-", "a", "-", "eyJ.", "AKIA ", "-----BEGIN"] {
            #expect(Secrets.kind(in: String(repeating: piece, count: (1 << 20) / piece.utf8.count)) != "")
        }
    }
}
