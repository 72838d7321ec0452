import FlagModel
package import FlagSnapshot

/// Whom a feature is evaluated for, as OFREP sends it: `{"context": {"targetingKey": ..., <attribute>: ...}}`.
package struct EvaluationContext: Sendable, Equatable {
    /// OpenFeature's targeting key.
    package var unit: String?
    /// Top-level strings, numbers and booleans; rules cannot test anything else, so it is left out.
    package var attributes: [String: AttributeLiteral]

    package init(unit: String? = nil, attributes: [String: AttributeLiteral] = [:]) {
        self.unit = unit
        self.attributes = attributes
    }
}

extension EvaluationContext {
    private static let limits = JSONLimits(values: 10_000)

    /// An empty body and a context that is no object count as no context, as in flagd; `nil` where the body is no JSON
    /// object.
    init?(ofrepBody body: [UInt8]) {
        self.init()
        if body.isEmpty { return }
        guard let request = try? JSONValue.parse(body, limits: Self.limits), request.object != nil || request == .null
        else { return nil }
        for (name, value) in request["context"]?.object ?? [:] {
            switch value {
            case .string(let text) where name == "targetingKey": unit = text
            case _ where name == "targetingKey": break
            case .string(let text): attributes[name] = .string(text)
            case .integer, .number: attributes[name] = value.number.map { .number($0) }
            case .bool(let bool): attributes[name] = .bool(bool)
            case .null, .array, .object: break
            }
        }
    }
}
