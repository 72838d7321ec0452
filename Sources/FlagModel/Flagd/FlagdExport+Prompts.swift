extension FlagdExport {
    /// A variant's value with each prompt's text and messages taken out, in its fallback steps as well. Nothing of what
    /// cannot be read.
    static func withoutPromptTexts(_ value: [UInt8]) -> [UInt8] {
        let limits = JSONLimits(bytes: value.count, values: value.count)
        guard case .object(var members)? = try? JSONValue.parse(value, limits: limits) else { return Array("{}".utf8) }
        guard members["prompt"] != nil || members["fallback"] != nil else { return value }
        members["prompt"] = members["prompt"].map(withoutText)
        if let steps = members["fallback"]?.array {
            members["fallback"] = .array(
                steps.map { step in
                    guard case .object(var step) = step else { return step }
                    step["prompt"] = step["prompt"].map(withoutText)
                    return .object(step)
                })
        }
        return JSONValue.object(members).canonical
    }

    private static func withoutText(_ prompt: JSONValue) -> JSONValue {
        guard case .object(var members) = prompt else { return prompt }
        members["text"] = nil
        members["messages"] = nil
        return .object(members)
    }
}
