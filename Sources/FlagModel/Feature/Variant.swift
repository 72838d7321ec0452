/// One complete configuration of a feature.
package struct Variant: Sendable, Equatable {
    package var name: String
    /// What a service is handed: the merged object (model, params, prompt, timeout, ...), with `ai` added. Before it is
    /// resolved, `prompt` is a reference and `variables` are there; afterwards `prompt` is the prompt itself.
    package var value: JSONValue
    /// Lower-case hex SHA-256 of the canonical JSON of `value`: names this configuration, whatever it is called.
    package var digest: String
    /// Models this variant may call, its own first, then its fallbacks'.
    package var models: [String]
    /// Time after which a call counts as timed out, where declared.
    package var timeout: Duration?
    /// The prompt's version as written, such as `support-system@12`.
    package var prompt: String?
    /// What the variant binds of its prompts' variables, its fallback steps' included: name -> text.
    package var promptVariables: [String: String]

    package init(
        name: String, value: JSONValue, digest: String, models: [String] = [], timeout: Duration? = nil,
        prompt: String? = nil, promptVariables: [String: String] = [:]
    ) {
        self.name = name
        self.value = value
        self.digest = digest
        self.models = models
        self.timeout = timeout
        self.prompt = prompt
        self.promptVariables = promptVariables
    }

    /// Whether this variant calls a model itself.
    package var callsModel: Bool { value["model"] != nil }
}
