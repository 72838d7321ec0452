package import FlagModel

/// Whom a flag is evaluated for, as OFREP sends it: `{"context": {"targetingKey": ..., <attribute>: ...}}`.
package struct EvaluationContext: Sendable, Equatable {
    /// OpenFeature's targeting key.
    package var unit: String?
    /// Everything else at the top level, of any type.
    package var attributes: [String: JSONValue]

    package init(unit: String? = nil, attributes: [String: JSONValue] = [:]) {
        self.unit = unit
        self.attributes = attributes
    }
}

extension EvaluationContext {
    private static let limits = JSONLimits(values: 100_000)

    /// An empty body and a context that is no object count as no context, as in flagd; `nil` if the body is no JSON
    /// object, or has more than 100,000 values.
    init?(ofrepBody body: [UInt8]) {
        self.init()
        if body.isEmpty { return }
        guard let request = try? JSONValue.parse(body, limits: Self.limits), request.object != nil || request == .null
        else { return nil }
        attributes = request["context"]?.object ?? [:]
        unit = attributes.removeValue(forKey: "targetingKey")?.string
    }
}
