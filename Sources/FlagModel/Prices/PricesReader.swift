/// Reads what models cost.
struct PricesReader: DocumentReading {
    var findings: Findings

    static let fields = FieldSet(what: "prices", fields: DocumentHead.fields(of: .prices) + [models])

    static let models = Field(
        "models",
        .table(of: "a mapping of models to prices", "models", 1...1_000, each: priceFields.schema),
        "Prices per million tokens, by model.", example: "for example {claude-sonnet-4: {input: $3, output: $15}}")

    static let priceFields = FieldSet(what: "a model's prices", fields: [input, output, cached])
    static let input = Field("input", .money, "A million tokens in.", example: "for example $3")
    static let output = Field("output", .money, "A million tokens out.", example: "for example $15")
    static let cached = Field("cached", .money, "A million tokens read from a cache; the input price unless said.")

    /// `nil` where an error was found, here or before in the same document.
    mutating func read(_ mapping: FieldMapping, key: String?) -> Prices? {
        let mark = findings.mark
        findings.check(mapping.members, mapping.path, against: Self.fields)
        let path = mapping.path.appending(Self.models.name)
        var models: [String: Prices.Price] = [:]
        for member in findings.read(Self.models, in: mapping) ?? [] {
            guard let fields = findings.fields(member.value, path.appending(member.key), of: Self.priceFields) else {
                continue
            }
            let input = findings.read(Self.input, in: fields)
            let output = findings.read(Self.output, in: fields)
            let cached = findings.read(Self.cached, in: fields)
            guard let input, let output else { continue }
            models[member.key] = Prices.Price(input: input, output: output, cached: cached ?? input)
        }
        return findings.hasErrors(since: mark) ? nil : Prices(models: models)
    }
}
