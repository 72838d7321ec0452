import FlagModel
import FlagStore
import Operations

/// What is held back, as people and programs read it: the first thing that `status` says.
struct HeldReport {
    var restrictions: ActiveRestrictions
    /// The namespace's name.
    var namespace: String

    func lines(on terminal: Terminal) -> [String] {
        guard !restrictions.isEmpty else { return ["  nothing"] }
        return restrictions.list.flatMap { restriction in
            [terminal.output("  \(Self.headline(restriction, in: namespace).withoutControls)", .red)]
                + ["    \(Self.origin(restriction))", "    ends with: \(Self.remedy(restriction))"].map(
                    \.withoutControls)
        }
    }

    var json: JSONValue {
        .array(
            restrictions.list.map { restriction in
                .object(
                    (restriction.json.object ?? [:]).merging(["ends_with": .string(Self.remedy(restriction))]) { $1 })
            })
    }

    /// `canary of support-chat  TRIPPED by guard errors: its users get the baseline, on web-1 alone`.
    private static func headline(_ restriction: Restriction, in namespace: String) -> String {
        let isNamespace = restriction.key == FeatureState.namespaceKey
        let subject =
            isNamespace
            ? EveryFeature.words(in: namespace)
            : restriction.variant.map { "\($0) of \(restriction.key)" } ?? restriction.key
        let cause = restriction.cause.rawValue + (restriction.guardName.map { " by guard \($0)" } ?? "")
        return "\(subject)  \(cause): \(effect(restriction))" + (restriction.hosts.isEmpty ? "" : ",")
            + restriction.place
            + (isNamespace ? "; \(EveryFeature.exception)" : "")
    }

    private static func effect(_ restriction: Restriction) -> String {
        let who = restriction.variant == nil ? "everyone gets" : "its users get"
        switch restriction.effect {
        case .off: return "\(who) the \(restriction.variant == nil ? "off variant" : "baseline")"
        case .serve(let variant): return "\(who) \(variant)"
        }
    }

    /// `by uid:ann@ops-1 since 2026-03-02T14:03:11Z (cli): gives wrong refunds`.
    private static func origin(_ restriction: Restriction) -> String {
        let by = restriction.act.by.isEmpty ? "somebody" : restriction.act.by
        let since = restriction.act.at > 0 ? " since \(Timestamp.text(restriction.act.at))" : ""
        let source = restriction.act.source.isEmpty ? "" : " (\(restriction.act.source))"
        return "by \(by)\(since)\(source)" + (restriction.act.reason.isEmpty ? "" : ": \(restriction.act.reason)")
    }

    /// What ends it. On its host only an operator there does without the store.
    private static func remedy(_ restriction: Restriction) -> String {
        let restore = Remedy.restore(restriction.key, restriction.variant)
        guard restriction.isByHand else { return restore }
        return "\(restore.replacing(" --reason", with: " --host --reason")) (there), or \(restore)"
    }
}
