import Testing

@testable import FlagModel

@Suite struct PersonalDataTests {
    @Test(arguments: [
        "email", "Email", "user.email", "user_email", "userEmail", "phone", "phoneNumber", "ssn", "ip",
        "client_ip", "ipAddress", "name", "firstName", "last_name", "full-name", "user_name", "dob",
    ])
    func `refuses attributes that are personal data`(name: String) {
        #expect(PersonalData.reason(againstAttribute: name) != nil)
    }

    @Test(arguments: [
        "plan", "plan_name", "region", "ship", "zip_code", "tier", "session", "user", "renamed", "microphone",
    ])
    func `takes others`(name: String) {
        #expect(PersonalData.reason(againstAttribute: name) == nil)
    }

    @Test(arguments: [
        ("a@example.com", true), ("a.b+c@mail.example.org", true), ("@team", false), ("a@b", false), ("a@.b", false),
        ("a@b.", false), ("support-system@12.1 beta", false), ("pro", false), ("a@b@c.d", false),
    ])
    func `knows an e-mail address when it sees one`(text: String, isAddress: Bool) {
        #expect((PersonalData.reason(againstLiteral: text) != nil) == isAddress)
    }
}
