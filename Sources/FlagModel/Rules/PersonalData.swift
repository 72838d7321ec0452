/// Keeps personal data out of targeting: what a rule names ends up in logs, snapshots and other people's editors.
enum PersonalData {
    static let hint = "target by a segment, plan or pseudonymous id instead"

    private static let attributes: Set<String> = [
        "email", "mail", "phone", "telephone", "mobile", "ssn", "ip", "surname", "birthday", "dob",
    ]
    private static let phrases: Set<String> = [
        "ipaddress", "firstname", "lastname", "fullname", "username", "phonenumber", "emailaddress", "dateofbirth",
    ]

    /// Why an attribute of that name may not be used; `nil` where it may. Every word counts, however the words are
    /// joined: `user.email` and `userEmail` like `email`. Names of things, such as `plan_name`, are fine.
    static func reason(againstAttribute name: String) -> String? {
        let words = words(of: name)
        let isPersonal =
            words == ["name"] || words.contains(where: attributes.contains) || phrases.contains(words.joined())
            || zip(words, words.dropFirst()).contains { phrases.contains($0 + $1) }
        return isPersonal ? "the attribute \(quoted(name)) is personal data" : nil
    }

    /// Why a value may not be compared with; `nil` where it may.
    static func reason(againstLiteral literal: JSONValue) -> String? {
        let kind =
            switch literal {
            case .string(let text): kind(of: text)
            case .integer(let number): PaymentCard.isNumber(String(number)) ? "a payment card's number" : nil
            default: nil as String?
            }
        return kind.map { "the value looks like \($0), which is personal data" }
    }

    /// What the whole text looks like; parts of it are not looked for, so that plain ids and versions pass.
    private static func kind(of text: String) -> String? {
        guard text.utf8.count <= 256 else { return nil }
        if looksLikeEmail(text) { return "an e-mail address" }
        if PhoneNumber.matches(text) { return "a phone number" }
        if PaymentCard.isNumber(text) { return "a payment card's number" }
        return NationalIdentifier.kind(of: text)
    }

    /// Something before an `@`, and something with a dot inside after it.
    private static func looksLikeEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !text.contains(" ") else { return false }
        return parts[1].dropFirst().dropLast().contains(".")
    }

    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasLower = false
        for character in name {
            let isSeparator = character == "." || character == "_" || character == "-"
            if isSeparator || character.isUppercase && wasLower {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if !isSeparator { word += character.lowercased() }
            wasLower = character.isLowercase
        }
        return word.isEmpty ? words : words + [word]
    }
}
