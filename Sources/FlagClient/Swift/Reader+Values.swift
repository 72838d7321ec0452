#if !hasFeature(Embedded)

    extension Reader {
        /// A flag that is on or off.
        public func bool(
            _ flag: String, default: Bool, unit: String? = nil, attributes: [String: AttributeValue] = [:]
        ) -> Resolution<Bool> {
            Resolution(evaluate(flag, unit: unit, attributes: attributes), default: `default`, read: ValueText.bool)
        }

        /// A flag whose values are texts.
        public func string(
            _ flag: String, default: String, unit: String? = nil, attributes: [String: AttributeValue] = [:]
        ) -> Resolution<String> {
            Resolution(evaluate(flag, unit: unit, attributes: attributes), default: `default`, read: ValueText.string)
        }

        /// A flag whose values are numbers.
        public func number(
            _ flag: String, default: Double, unit: String? = nil, attributes: [String: AttributeValue] = [:]
        ) -> Resolution<Double> {
            Resolution(evaluate(flag, unit: unit, attributes: attributes), default: `default`, read: ValueText.number)
        }

        /// A flag whose values are objects or arrays, as every feature's are: their JSON text.
        public func json(
            _ flag: String, default: String, unit: String? = nil, attributes: [String: AttributeValue] = [:]
        ) -> Resolution<String> {
            Resolution(
                evaluate(flag, unit: unit, attributes: attributes), default: `default`, read: ValueText.structure)
        }
    }

#endif
