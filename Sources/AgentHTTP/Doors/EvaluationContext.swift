package import FlagModel
import FlagSnapshot

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
    /// As many as any evaluation takes.
    package static let attributeLimit = Attribute.maximumCount
    private static let limits = JSONLimits(values: 4 * attributeLimit)

    /// An empty body and a context that is no object count as no context, as in flagd; `nil` if the body is no JSON
    /// object, or has too many attributes.
    init?(ofrepBody body: [UInt8]) {
        self.init()
        if body.isEmpty { return }
        guard let request = try? JSONValue.parse(body, limits: Self.limits), request.object != nil || request == .null
        else { return nil }
        attributes = request["context"]?.object ?? [:]
        unit = attributes.removeValue(forKey: "targetingKey")?.string
        guard attributes.count <= Self.attributeLimit else { return nil }
    }
}
