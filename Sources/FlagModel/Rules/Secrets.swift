/// Finds texts that look like credentials. Documents are stored, mirrored to every host and shown in diffs.
enum Secrets {
    /// What a credential begins with, and what follows at least.
    private struct Form {
        var beginning: StaticString
        var count: Int
        var isMember: @Sendable (UInt8) -> Bool
        var kind: String
    }

    private static let forms = [
        Form(beginning: "sk-", count: 16, isMember: { isWord($0) || isDash($0) }, kind: "an API key (sk-…)"),
        Form(beginning: "sk_live_", count: 16, isMember: isWord, kind: "a payment service's key (sk_live_…)"),
        Form(beginning: "rk_live_", count: 16, isMember: isWord, kind: "a payment service's key (rk_live_…)"),
        Form(beginning: "AKIA", count: 16, isMember: isUpperOrDigit, kind: "an access key (AKIA…)"),
        Form(beginning: "ASIA", count: 16, isMember: isUpperOrDigit, kind: "an access key (ASIA…)"),
        Form(beginning: "AIza", count: 35, isMember: { isWord($0) || isDash($0) }, kind: "an API key (AIza…)"),
        Form(beginning: "ghp_", count: 36, isMember: isWord, kind: "an access token (ghp_…)"),
        Form(beginning: "gho_", count: 36, isMember: isWord, kind: "an access token (gho_…)"),
        Form(beginning: "ghs_", count: 36, isMember: isWord, kind: "an access token (ghs_…)"),
        Form(beginning: "github_pat_", count: 40, isMember: isWord, kind: "an access token (github_pat_…)"),
        Form(
            beginning: "glpat-", count: 20, isMember: { isWord($0) || isDash($0) }, kind: "an access token (glpat-…)"),
        Form(beginning: "xoxb-", count: 20, isMember: { isWord($0) || isDash($0) }, kind: "a bot's token (xoxb-…)"),
        Form(beginning: "xoxp-", count: 20, isMember: { isWord($0) || isDash($0) }, kind: "a user's token (xoxp-…)"),
        Form(beginning: "hf_", count: 30, isMember: isWord, kind: "an access token (hf_…)"),
        Form(beginning: "npm_", count: 36, isMember: isWord, kind: "an access token (npm_…)"),
    ]

    /// What the text seems to hold; `nil` where it looks harmless.
    static func kind(in text: String) -> String? {
        var text = text
        return text.withUTF8 { bytes in
            if let kind = kindOfWord(in: bytes) { return kind }
            return hasToken(bytes) ? "a JSON web token" : nil
        }
    }

    /// Looks at every place where a word begins, once.
    private static func kindOfWord(in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        for start in bytes.indices where start == 0 || !isWord(bytes[start - 1]) {
            let rest = bytes[start...]
            if bytes[start] == UInt8(ascii: "-"), begins(rest, with: "-----BEGIN ") { return "a PEM block" }
            let form = forms.first { form in
                let length = form.beginning.utf8CodeUnitCount
                return begins(rest, with: form.beginning) && rest.count >= length + form.count
                    && rest.dropFirst(length).prefix(form.count).allSatisfy(form.isMember)
            }
            if let form { return form.kind }
        }
        return nil
    }

    private static func begins(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, with text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes.starts(with: $0) }
    }

    /// Three parts of base64url joined by dots, the first of which begins like `{"`.
    private static func hasToken(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.split { !isWord($0) && !isDash($0) && $0 != UInt8(ascii: ".") }.contains { word in
            let parts = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            return parts.count == 3 && parts[0].starts(with: "eyJ".utf8) && parts.allSatisfy { $0.count >= 10 }
        }
    }

    private static func isUpperOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        isUpperOrDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func isDash(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") }
}
