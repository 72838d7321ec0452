import FlagModel
import FlagStore
import Operations

/// What is held back, as people and programs read it: the first thing that `status` says.
struct HeldReport {
    var list: HeldList
    /// The namespace's name.
    var namespace: String

    func lines(on terminal: Terminal) -> [String] {
        guard !list.isEmpty else { return ["  nothing"] }
        return list.entries.flatMap { entry in
            [terminal.output("  \(Self.headline(entry, in: namespace).withoutControls)", .red)]
                + ["    \(Self.origin(entry))", "    ends with: \(Self.remedy(entry))"].map(\.withoutControls)
        }
    }

    var json: JSONValue {
        .array(
            list.entries.map { entry in
                .object((entry.json.object ?? [:]).merging(["ends_with": .string(Self.remedy(entry))]) { $1 })
            })
    }

    /// `canary of support-chat  TRIPPED by guard errors: its users get the baseline, on web-1 alone`.
    private static func headline(_ entry: HeldEntry, in namespace: String) -> String {
        let isNamespace = entry.key == FeatureState.namespaceKey
        let subject =
            isNamespace
            ? EveryFeature.words(in: namespace) : entry.variant.map { "\($0) of \(entry.key)" } ?? entry.key
        let cause = entry.cause.rawValue + (entry.guardName.map { " by guard \($0)" } ?? "")
        return "\(subject)  \(cause): \(effect(entry))" + place(entry.hosts)
            + (isNamespace ? "; \(EveryFeature.exception)" : "")
    }

    private static func effect(_ entry: HeldEntry) -> String {
        let who = entry.variant == nil ? "everyone gets" : "its users get"
        switch entry.effect {
        case .offVariant: return "\(who) the off variant"
        case .baseline: return "\(who) the baseline"
        case .variant(let variant): return "\(who) \(variant)"
        }
    }

    private static func place(_ hosts: [String]) -> String {
        let shown = 5
        guard let first = hosts.first else { return "" }
        if hosts.count == 1 { return ", on \(first) alone" }
        let rest = hosts.count > shown ? ", … \(hosts.count - shown) more" : ""
        return ", on \(hosts.count) hosts by themselves (\(hosts.prefix(shown).joined(separator: ", "))\(rest))"
    }

    /// `by uid:ann@ops-1 since 2026-03-02T14:03:11Z (cli): gives wrong refunds`.
    private static func origin(_ entry: HeldEntry) -> String {
        let by = entry.act.by.isEmpty ? "somebody" : entry.act.by
        let since = entry.act.at > 0 ? " since \(Timestamp.text(entry.act.at))" : ""
        let source = entry.act.source.isEmpty ? "" : " (\(entry.act.source))"
        return "by \(by)\(since)\(source)" + (entry.act.reason.isEmpty ? "" : ": \(entry.act.reason)")
    }

    /// What ends it. On its host only an operator there does without the store.
    private static func remedy(_ entry: HeldEntry) -> String {
        let restore = Remedy.restore(entry.key, entry.variant)
        guard entry.isByHand else { return restore }
        return "\(restore.replacing(" --reason", with: " --host --reason")) (there), or \(restore)"
    }
}
