/// Finds texts that look like credentials. Documents are stored, mirrored to every host and shown in diffs.
enum Secrets {
    /// What the text seems to hold; `nil` where it looks harmless.
    static func kind(in text: String) -> String? {
        let bytes = Array(text.utf8)
        if text.contains("-----BEGIN ") { return "a PEM block" }
        if occurs("sk-", in: bytes, followedBy: 16, where: { isWord($0) || $0 == UInt8(ascii: "-") }) {
            return "an API key (sk-…)"
        }
        if occurs("AKIA", in: bytes, followedBy: 16, where: isUpperOrDigit) { return "an access key (AKIA…)" }
        if hasToken(bytes) { return "a JSON web token" }
        return nil
    }

    /// Whether `prefix` begins a word and at least `count` bytes of the class follow it.
    private static func occurs(
        _ prefix: StaticString, in bytes: [UInt8], followedBy count: Int, where isMember: (UInt8) -> Bool
    ) -> Bool {
        let length = prefix.utf8CodeUnitCount
        guard bytes.count >= length + count else { return false }
        return bytes.indices.dropLast(length + count - 1).contains { start in
            if start > 0, isWord(bytes[start - 1]) { return false }
            guard prefix.withUTF8Buffer({ bytes[start...].starts(with: $0) }) else { return false }
            return bytes[(start + length)...].prefix(count).allSatisfy(isMember)
        }
    }

    /// Three parts of base64url joined by dots, the first of which begins like `{"`.
    private static func hasToken(_ bytes: [UInt8]) -> Bool {
        bytes.split { !isWord($0) && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") }.contains { word in
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
}

extension Findings {
    /// Reports every text in the document that looks like a credential, without repeating it.
    mutating func checkSecrets(_ node: DocumentNode, _ path: DocumentPath) {
        switch node.content {
        case .scalar(.string(let text)):
            if let kind = Secrets.kind(in: text) {
                error(node.line, path, "looks like \(kind)", hint: "keep secrets out of documents; revoke this one")
            }
        case .scalar: break
        case .sequence(let elements):
            for (index, element) in elements.enumerated() { checkSecrets(element, path.appending(index: index)) }
        case .mapping(let members):
            for member in members { checkSecrets(member.value, path.appending(member.key)) }
        }
    }
}
