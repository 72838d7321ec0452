/// Overrides of single inference parameters of one variant, so that they can be tuned without an edit of the spec.
package struct ParameterOverrides: Sendable, Equatable {
    package enum ValueType: String, Sendable, CaseIterable { case number, integer, text, bool }

    /// A parameter's declaration and its value.
    package struct Parameter: Sendable, Equatable {
        package var name: String
        package var type: ValueType
        package var minimum: Double?
        package var maximum: Double?
        package var value: JSONValue

        package init(
            name: String, type: ValueType, minimum: Double? = nil, maximum: Double? = nil, value: JSONValue
        ) {
            self.name = name
            self.type = type
            self.minimum = minimum
            self.maximum = maximum
            self.value = value
        }
    }

    package var key: String
    package var feature: String
    package var variant: String
    /// By name.
    package var parameters: [Parameter]

    package init(key: String, feature: String, variant: String, parameters: [Parameter]) {
        self.key = key
        self.feature = feature
        self.variant = variant
        self.parameters = parameters
    }
}
