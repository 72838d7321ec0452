import FlagModel

/// The features and variants that a report may name, as they are when it comes.
package struct KnownNames: Sendable {
    /// Why a name is refused.
    enum Fault: Sendable {
        case feature, variant
    }

    let catalog: Catalog
    let former: FormerNames
    let revision: UInt64

    /// `nil` where documents have the names, or had them within the last day: then they are of something that was
    /// removed, and the report is late. A variant that is empty was not said.
    func fault(feature: String, variant: String, now: UInt64) -> Fault? {
        if let entry = catalog.features[feature] {
            guard !variant.isEmpty, entry.variants[variant] == nil else { return nil }
            return former.hold(feature: feature, variant: variant, now: now) ? nil : .variant
        }
        return former.hold(feature: feature, now: now) ? nil : .feature
    }

    /// `variant: "chat" has no "cannary"; did you mean "canary"? (this host is at revision 12)`
    /// - Parameter isSuggesting: whether the nearest name is looked for: among many names that takes time.
    func reason(_ fault: Fault, feature: String, variant: String, isSuggesting: Bool) -> String {
        let what: String
        let hint: String?
        switch fault {
        case .feature:
            what = "feature: there is no \(quoted(feature))"
            hint = isSuggesting ? NearestName.hint(for: feature, among: Array(catalog.features.keys)) : nil
        case .variant:
            let variants = catalog.features[feature].map { Array($0.variants.keys) } ?? []
            what = "variant: \(quoted(feature)) has no \(quoted(variant))"
            hint = isSuggesting ? NearestName.hint(for: variant, among: variants) : nil
        }
        return what + (hint.map { "; \($0)" } ?? "") + " (this host is at revision \(revision))"
    }
}
