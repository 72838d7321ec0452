import ArgumentParser
import FlagClient
import FlagModel

/// One attribute of the context: a text, `plan=pro`; or after `:=` any JSON, `seats:=12`, `beta:=true`, `groups:=["a","b"]`.
struct AttributeArgument: ExpressibleByArgument, Equatable {
    var name: String
    var value: AttributeValue

    /// A text is never taken for a number: a service that sends `"1.10"` sends a text.
    init?(argument: String) {
        guard let separator = argument.firstIndex(of: "="), separator > argument.startIndex else { return nil }
        let text = String(argument[argument.index(after: separator)...])
        guard argument[argument.index(before: separator)] == ":" else {
            name = String(argument[..<separator])
            value = .string(text)
            return
        }
        name = String(argument[..<separator].dropLast())
        guard !name.isEmpty, let json = try? JSONValue.parse(Array(text.utf8)) else { return nil }
        value = AttributeValue(json)
    }
}
