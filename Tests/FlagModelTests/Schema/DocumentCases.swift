import FlagModel
import Foundation
import Testing

/// Good and bad documents, shared with Tests/python/test_document_schema.py: each is a sound one with a change, as a JSON
/// merge patch (RFC 7386).
struct DocumentCase: Sendable, CustomTestStringConvertible {
    enum Verdict: Equatable, Sendable {
        case sound
        /// By the parser and by the schema.
        case refused
        /// By the parser alone, for what a schema cannot say.
        case refusedBeyondSchema(String)
    }

    var base: String
    var change: JSONValue
    var verdict: Verdict
    var document: JSONValue

    var testDescription: String { "\(base) with \(change.canonicalText.prefix(200))" }

    static let all: [DocumentCase] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "DocumentCases.json")
        guard let text = try? Data(contentsOf: file), let json = try? JSONValue.parse(Array(text)) else { return [] }
        return (json["cases"]?.array ?? []).compactMap { one in
            guard let base = one["base"]?.string, let change = one["change"], let verdict = one["verdict"]?.string,
                let document = json["bases"]?[base]
            else { return nil }
            return DocumentCase(
                base: base, change: change, verdict: Self.verdict(verdict), document: patched(document, change))
        }
    }()

    private static func verdict(_ text: String) -> Verdict {
        if let why = text.split(separator: ": ").dropFirst().first { return .refusedBeyondSchema(String(why)) }
        return text == "sound" ? .sound : .refused
    }

    private static func patched(_ value: JSONValue, _ change: JSONValue) -> JSONValue {
        guard case .object(let changes) = change else { return change }
        var members = value.object ?? [:]
        for (name, change) in changes {
            members[name] = change == .null ? nil : patched(members[name] ?? .null, change)
        }
        return .object(members)
    }
}
