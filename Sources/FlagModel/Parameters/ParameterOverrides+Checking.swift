extension ParameterOverrides.ValueType {
    var isNumeric: Bool { self == .number || self == .integer }

    /// As JSON Schema calls it.
    var schemaName: String {
        switch self {
        case .number: "number"
        case .integer: "integer"
        case .text: "string"
        case .bool: "boolean"
        }
    }

    var summary: String {
        switch self {
        case .number: "a number"
        case .integer: "a whole number"
        case .text: "a text"
        case .bool: "true or false"
        }
    }

    /// Whether a value is of this type; whole numbers are numbers too.
    package func includes(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.number, .number), (.number, .integer), (.integer, .integer), (.text, .string), (.bool, .bool): true
        default: false
        }
    }
}

extension ParameterOverrides.Parameter {
    /// Why the value is out of its declared range; `nil` where it is in it, or there is none.
    package var rangeFault: String? {
        guard let number = value.number else { return nil }
        if let minimum, number < minimum {
            return "\(value.canonicalText) is below the minimum of \(Self.text(minimum))"
        }
        if let maximum, number > maximum {
            return "\(value.canonicalText) is above the maximum of \(Self.text(maximum))"
        }
        return nil
    }

    private static func text(_ bound: Double) -> String { JSONValue.number(bound).canonicalText }
}
