import ArgumentParser
import FlagClient
import FlagModel

/// One attribute of the context: `plan=pro`, `seats=12`, `beta=true`, `tier="1"`, `groups=["a","b"]`.
struct AttributeArgument: ExpressibleByArgument, Equatable {
    var name: String
    var value: AttributeValue

    /// The type is the one the text looks like; in double quotes it is a string. What begins like a list or a mapping has
    /// to be one, in JSON.
    init?(argument: String) {
        guard let separator = argument.firstIndex(of: "="), separator > argument.startIndex else { return nil }
        name = String(argument[..<separator])
        let text = String(argument[argument.index(after: separator)...])
        if text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") {
            value = .string(String(text.dropFirst().dropLast()))
        } else if text == "null" || text.hasPrefix("[") || text.hasPrefix("{") {
            guard let json = try? JSONValue.parse(Array(text.utf8)) else { return nil }
            value = .json(json.canonicalText)
        } else if let bool = Bool(text) {
            value = .bool(bool)
        } else if Self.looksLikeNumber(text), let number = Double(text), number.isFinite {
            value = .number(number)
        } else {
            value = .string(text)
        }
    }

    /// Decimal digits only: `0x10`, `nan` and `inf` are texts, as in JSON.
    private static func looksLikeNumber(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    }
}
