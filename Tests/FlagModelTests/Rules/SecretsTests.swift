import Testing

@testable import FlagModel

@Suite struct SecretsTests {
    @Test(arguments: [
        ("sk-abcdefghij0123456789", "an API key (sk-…)"), ("use sk-proj-Abc_0123456789-x", "an API key (sk-…)"),
        ("AKIAABCDEFGHIJKLMNOP", "an access key (AKIA…)"), ("-----BEGIN RSA PRIVATE KEY-----", "a PEM block"),
        ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.dozjgNryP4J3jVmNHl0w5N", "a JSON web token"),
    ])
    func `finds what looks like a credential`(text: String, kind: String) {
        #expect(Secrets.kind(in: text) == kind)
    }

    @Test(arguments: [
        "", "sk-", "sk-short", "task-abcdefghij0123456789", "desk-bound-people-are-many-here", "AKIA",
        "XAKIAABCDEFGHIJKLMNOP",
        "AKIAabcdefghijklmnop", "eyJ.a.b", "1.2.3", "eyJhbGciOiJIUzI1NiJ9 eyJzdWIiOiIxMjM0NSJ9", "claude-sonnet-4",
    ])
    func `leaves other texts alone`(text: String) {
        #expect(Secrets.kind(in: text) == nil)
    }
}
