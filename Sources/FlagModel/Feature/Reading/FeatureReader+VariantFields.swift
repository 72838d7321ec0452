// The fields of a variant and of the steps of its fallback chain.

extension FeatureReader {
    static let variantFields = FieldSet(
        what: "a variant's fields",
        fields: [model, params, prompt, variables, timeout, fallback, minConfidence, staticText, data, extends],
        explained: [
            "ai": "it is added by itself", "cached": "it is a fallback step: fallback: [{cached: true}, …]",
        ])

    static let stepFields = FieldSet(
        what: "a step's fields", fields: [model, params, prompt, timeout, cached, staticText, data],
        rules: FieldSet.exactlyOne(of: "model", "cached", "static"))

    static let model = Field("model", .text(of: "a model's name"), "The model to call.")
    static let params = Field(
        "params",
        .table(
            of: "a mapping of parameters", "parameters", 0...Limit.params, each: Shape<JSONValue>.scalar.schema),
        "Inference parameters.")
    static let prompt = Field("prompt", promptReference, "A prompt, pinned to a version, such as support-system@12.")
    static let variables = Field(
        "variables",
        .table(
            of: "a mapping of variables to texts", "variables", 0...Prompt.Limit.variables,
            keys: Names.attributePattern, each: boundText.schema),
        "What the prompts' variables stand for.")
    static let timeout = Field(
        "timeout", .duration(.milliseconds(1) ... .seconds(3600), hint: "from 1ms to 1h"),
        "How long a call may take; for a stream, the time to the first token.")
    static let fallback = Field(
        "fallback", .list(of: "steps", atMost: Limit.fallbackSteps, each: stepFields.schema),
        "What is tried in order when a call fails; the last step cannot fail.")
    static let minConfidence = Field(
        "minConfidence", .fraction, "Below this confidence of the answer the fallback chain goes on.")
    static let staticText = Field(
        "static", .text(of: "a text", atMost: Limit.staticBytes), "A text to serve without calling a model.")
    static let data = Field("data", .anyMapping, "Handed to the service with the answer.")
    static let extends = Field(
        "extends", variantName, "Another variant, whose fields hold where this one does not set them.")
    static let cached = Field("cached", .always(true), "The service's own cache; a miss goes on to the next step.")

    static let boundText = Shape<String>(
        schema: ["type": "string", "maxLength": .integer(Int64(Prompt.Limit.boundBytes))]
    ) { node, path, findings in
        guard let text = node.scalar?.string else {
            let isScalar = node.scalar != nil && node.scalar != .null
            findings.error(
                node.line, path, "should be a text, is \(node.summary)", hint: isScalar ? "quote it" : nil)
            return nil
        }
        guard text.utf8.count <= Prompt.Limit.boundBytes else {
            findings.error(
                node.line, path, "is \(text.utf8.count) bytes long, at most \(Prompt.Limit.boundBytes) are taken")
            return nil
        }
        return text
    }

    static let promptReference = Shape<String>(
        schema: ["type": "string", "maxLength": 256, "pattern": .string("^\(Names.keyPattern)@[1-9][0-9]{0,8}$")]
    ) { node, path, findings in
        guard let prompt = findings.text(node, path, of: "a pinned prompt, such as support-system@12") else {
            return nil
        }
        if Prompt.parts(of: prompt) != nil { return prompt }
        findings.error(
            node.line, path, "\(quoted(prompt)) names no version of a prompt",
            hint: "pin one: name@12; there is no @latest")
        return nil
    }
}
