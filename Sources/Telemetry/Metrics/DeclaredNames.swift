package import FlagModel

/// The names that the documents declare, as far as series are labelled with them.
package struct DeclaredNames: Sendable {
    /// One guard, as `trips_total` is labelled.
    package struct Guard: Sendable, Hashable {
        package var name: String
        /// What it does as declared, and what it comes to where that cannot be done: a variant that fails itself is not
        /// served in place of another.
        package var actions: Set<String>
        package var isShadow: Bool

        /// Where its trips may be counted.
        var scopes: [String] { isShadow ? ["shadow"] : ["host", "fleet"] }
    }

    /// What one key stands for.
    package struct Entry: Sendable, Equatable {
        /// Names -> the models that the variant may call; `nil` where nothing is known of them: a flag's.
        package var variants: [String: Set<String>]?
        package var guards: Set<Guard>

        /// An ordinary flag.
        package static let flag = Entry(variants: nil, guards: [])
    }

    /// By the key of a feature or flag.
    package private(set) var entries: [String: Entry] = [:]

    package init() {}

    /// Takes over what has changed.
    /// - Parameters:
    ///   - flags: keys of ordinary flags that are new or different.
    ///   - isServed: whether a key still stands for anything.
    /// - Returns: whether something is no longer named.
    package mutating func update(
        features: [Feature], flags: [String], isServed: (String) -> Bool
    ) -> Bool {
        var hasEnded = false
        for key in entries.keys where !isServed(key) {
            entries[key] = nil
            hasEnded = true
        }
        for feature in features {
            let entry = Entry(feature)
            if let before = entries[feature.key], !before.isPart(of: entry) { hasEnded = true }
            entries[feature.key] = entry
        }
        for key in flags {
            if let before = entries[key], before != .flag { hasEnded = true }
            entries[key] = .flag
        }
        return hasEnded
    }

    /// Whether every name that labels the series is declared. `other`, and nothing at all, always are.
    func cover(_ series: MetricRegistry.SeriesName) -> Bool {
        var entry: Entry?
        var variant: String?
        var rule: Guard?
        for (label, value) in zip(series.family.labels, series.labels) where value != Catalog.other && !value.isEmpty {
            switch label {
            case "feature":
                entry = entries[value]
                if entry == nil { return false }
            case "variant":
                variant = value
                if let variants = entry?.variants, variants[value] == nil { return false }
            case "model":
                if let variant, let models = entry?.variants?[variant], !models.contains(value) { return false }
            case "guard":
                rule = entry?.guards.first { $0.name == value }
                if entry != nil && rule == nil { return false }
            case "action":
                if let rule, !rule.actions.contains(value) { return false }
            default: break
            }
        }
        return true
    }
}

extension DeclaredNames.Entry {
    fileprivate init(_ feature: Feature) {
        variants = Dictionary(
            feature.variants.map { ($0.name, Set($0.models)) }, uniquingKeysWith: { $0.union($1) })
        guards = Set(
            feature.guards.map {
                DeclaredNames.Guard(
                    name: $0.name, actions: [$0.action.description, GuardRule.Action.kill.description],
                    isShadow: $0.isShadow)
            })
    }

    /// Whether everything it names is named by another one, too.
    fileprivate func isPart(of other: DeclaredNames.Entry) -> Bool {
        guard guards.isSubset(of: other.guards), let variants, let others = other.variants else { return false }
        return variants.allSatisfy { name, models in others[name].map { models.isSubset(of: $0) } ?? false }
    }
}
