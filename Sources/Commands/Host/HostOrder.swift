import FlagModel

/// Something to be held back on this host by hand, or ended again, and what this host's agent said to it.
struct HostOrder {
    enum Verb: String {
        case kill
        case withdraw
        case restore
    }

    var verb: Verb
    /// `nil`: the whole namespace.
    var key: String?
    var variant: String?
    var reason: String
    /// For whom one acts.
    var onBehalfOf: String?
    var host: HostOptions

    /// What it is done to: `support-chat`, `canary of support-chat`.
    private var subject: String {
        guard let key else { return EveryFeature.words(in: host.namespace) }
        return variant.map { "\($0) of \(key)" } ?? key
    }

    /// Carries it out, and prints what came of it.
    func run(output: OutputOptions) throws {
        // An agent's record has one line for it.
        let said = onBehalfOf.map { "\(reason) (for \($0))" } ?? reason
        var order: [String: JSONValue] = ["reason": .string(said)]
        if let key { order["key"] = .string(key) } else { order["all"] = true }
        if let variant { order["variant"] = .string(variant) }
        let answer = try host.agent.order(.object(order), ends: verb == .restore)
        let changed = answer["changed"]?.bool ?? false
        let name = (answer["host"]?.string ?? "this host").withoutControls
        let json: JSONValue = [
            "verb": .string(verb.rawValue), "scope": "host", "host": .string(name),
            "key": .string(key ?? FeatureState.namespaceKey), "variant": variant.map { .string($0) } ?? .null,
            "changed": .bool(changed), "namespace": .string(host.namespace),
            "ended": answer["ended"] ?? [], "lost_at_restart": answer["lost_at_restart"] ?? .null,
        ]
        if let fault = answer["lost_at_restart"]?.string {
            StandardStreams.message(
                "flagpost: warning: it holds, but the agent cannot keep it for its next start: \(fault)"
                    .withoutControls)
        }
        output.print(json) { lines(changed, on: name, terminal: output.terminal) }
    }

    private func lines(_ changed: Bool, on name: String, terminal: Terminal) -> [String] {
        switch (verb, changed) {
        case (.restore, true): ["\(terminal.output("restored", .green)) \(subject) on \(name) alone"]
        case (.restore, false): ["\(subject): nothing was held by hand on \(name); nothing changed"]
        case (_, true):
            [
                "\(terminal.output(verb == .kill ? "killed" : "withdrew", .red)) \(subject) on \(name) alone",
                "  the store and other hosts do not know of it; end it with: \(end)",
            ]
        case (_, false): ["\(subject) was held by hand on \(name) already; nothing changed"]
        }
    }

    private var end: String {
        let words = ["flagpost restore", key ?? "--all"] + (variant.map { [$0] } ?? [])
        return "\(words.joined(separator: " ")) --host --reason TEXT".withoutControls
    }
}
