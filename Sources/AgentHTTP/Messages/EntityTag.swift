import FlagSnapshot

/// Names a body, so that who has it already need not be sent it again (RFC 9110, 8.8.3).
struct EntityTag: Sendable, Equatable {
    /// Quoted, as headers carry it.
    let text: String

    init(of body: [UInt8]) {
        text = body.withUnsafeBytes { "\"\(String(XXHash64.of(Bytes($0)), radix: 16))-\($0.count)\"" }
    }

    /// Whether `If-None-Match` names it. Weak tags match as well: the comparison is the weak one.
    func isAmong(_ fields: [String]) -> Bool {
        fields.flatMap { $0.split(separator: ",") }.contains { tag in
            let name = tag.filter { !$0.isWhitespace }
            return name == "*" || name == text || name == "W/\(text)"
        }
    }
}
