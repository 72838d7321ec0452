import FlagClient
import FlagModel

/// An evaluation context as OpenFeature has it: one mapping, whose `targetingKey` is the unit.
struct ContextFile {
    var unit: String?
    var attributes: [String: AttributeValue] = [:]

    private static let longest = 1 << 20

    /// - Parameter name: a YAML or JSON file, or `-` for standard input.
    static func read(_ name: String) throws -> ContextFile {
        let bytes =
            name == "-" ? try LocalFiles.readStandardInput(limit: longest) : try LocalFiles.read(name, limit: longest)
        return try ContextFile(bytes, file: name == "-" ? "standard input" : name)
    }

    init(_ bytes: [UInt8], file: String) throws {
        let first = bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        let context: JSONValue?
        do {
            // JSON is read as such: YAML readers take tabs and some escapes otherwise.
            context = first == UInt8(ascii: "{") ? try JSONValue.parse(bytes) : try JSONValue.parseYAML(bytes)
        } catch {
            throw Failure("\(file): \(error)")
        }
        guard case .object(var members)? = context else {
            throw Failure("\(file): should be a mapping of attributes, such as {targetingKey: user-1, plan: pro}")
        }
        if let key = members.removeValue(forKey: "targetingKey") {
            guard let text = key.string else { throw Failure("\(file): targetingKey should be a text") }
            unit = text
        }
        attributes = members.mapValues(AttributeValue.init)
    }
}

extension AttributeValue {
    init(_ json: JSONValue) {
        switch json {
        case .string(let text): self = .string(text)
        case .bool(let value): self = .bool(value)
        case .integer(let number): self = .number(Double(number))
        case .number(let number): self = .number(number)
        case .null, .array, .object: self = .json(json.canonicalText)
        }
    }
}
