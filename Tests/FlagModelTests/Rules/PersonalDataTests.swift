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

    private func kind(of text: String) -> String? {
        PersonalData.reason(againstLiteral: .string(text)).map {
            $0.replacing("the value looks like ", with: "").replacing(", which is personal data", with: "")
        }
    }

    @Test(arguments: ["a@example.com", "a.b+c@mail.example.org"])
    func `knows an e-mail address`(text: String) {
        #expect(kind(of: text) == "an e-mail address")
    }

    @Test(arguments: [
        "+49 30 901820", "+14155552671", "+44 (0)20 7946 0958", "+1-415-555-2671", "(415) 555-2671", "415-555-2671",
        "415.555.2671", "1 415 555 2671", "(415)555-2671",
    ])
    func `knows a phone number`(text: String) {
        #expect(kind(of: text) == "a phone number")
    }

    // Numbers that payment services publish for tests.
    @Test(arguments: [
        "4111111111111111", "4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005", "3782 822463 10005",
        "6011111111111117", "30569309025904", "3530111333300000", "2223003122003222", "6200000000000005",
        "4222222222222",
    ])
    func `knows a payment card`(text: String) {
        #expect(kind(of: text) == "a payment card's number")
    }

    @Test func `knows a payment card written as a number`() {
        #expect(PersonalData.reason(againstLiteral: 4_111_111_111_111_111) != nil)
        #expect(PersonalData.reason(againstLiteral: 4_111_111_111_111_112) == nil)
        #expect(PersonalData.reason(againstLiteral: .integer(.min)) == nil)
    }

    @Test(arguments: [
        ("078-05-1120", "a US social security number"), ("219 09 9999", "a US social security number"),
        ("111.444.777-35", "a Brazilian CPF"), ("529.982.247-25", "a Brazilian CPF"),
        ("2341 2341 2346", "an Indian Aadhaar number"), ("255081416802538", "a French social security number"),
        ("2 55 08 14 168 025 38", "a French social security number"), ("12345678Z", "a Spanish DNI or NIE"),
        ("12345678-z", "a Spanish DNI or NIE"), ("X1234567L", "a Spanish DNI or NIE"),
        ("RSSMRA85T10A562S", "an Italian codice fiscale"), ("rssmra85t10a562s", "an Italian codice fiscale"),
    ])
    func `knows a national identifier`(text: String, kind: String) {
        #expect(self.kind(of: text) == kind)
    }

    @Test(arguments: [
        // Names and near misses.
        "", "pro", "@team", "a@b", "a@.b", "a@b.", "support-system@12.1 beta", "a@b@c.d", "eu-west-1",
        // Versions and dates.
        "1.2.3", "10.0.19045.3803", "2.", ">=2.1.0", "1.0.0-rc.1", "2024-01-15", "2024-01-15T10:00:00Z", "20240115",
        "15.01.2024", "01/15/2024", "20240115-1234", "1700000000", "1700000000000", "1700000000000000",
        // Plain ids.
        "123456789", "1234567890", "12345678901", "123456789012345678", "4111111111111112", "5500000000000001",
        "550e8400-e29b-41d4-a716-446655440000", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "user-1234", "order-4155552671",
        "123-456-7890", "415-055-2671", "192.168.100.1", "+1", "+1.5", "+100", "A-100-200-3000",
        "000-12-3456", "666-12-3456", "123-00-4567", "123-45-0000", "123-45-678", "123.45.6789", "12345678A",
        "111.111.111-11", "111.444.777-36", "2341 2341 2347", "1234 1234 1234", "255081416802539", "RSSMRA85T10A562T",
        "ABCDEF12G34H567I", "4111-1111 1111-1111", "41-11111111111111",
    ])
    func `leaves other values alone`(text: String) {
        #expect(kind(of: text) == nil)
    }

    @Test func `seldom takes a random number for a card`() {
        // One in ten passes Luhn's check, and few beginnings are an issuer's.
        let hits = (0..<10_000).count { PaymentCard.isNumber(String(1_000_000_000_000_000 + $0 * 899_999_999_999)) }
        #expect(hits < 500)
    }
}
