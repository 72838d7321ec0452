/// The documents of a namespace together, each of which is sound by itself: what a feature refers to is found here.
///
/// A value: hosts keep one and change it document by document; authors lay theirs over what is stored.
package struct DocumentSet: Sendable {
    package private(set) var features: [String: Feature] = [:]
    /// By `name@version`.
    package private(set) var prompts: [String: Prompt] = [:]
    package private(set) var segments: [String: Segment] = [:]
    package private(set) var parameters: [String: ParameterOverrides] = [:]
    package private(set) var flags: [String: OrdinaryFlag] = [:]
    package private(set) var prices: Prices?
    /// What holds where nobody wrote a policy, otherwise.
    package private(set) var policy = Policy()
    /// Feature -> keys of the documents that override its parameters.
    private var tuning: [String: Set<String>] = [:]
    /// Segment or version of a prompt -> keys of the features that name it.
    private(set) var users: [Reference: Set<String>] = [:]

    struct Reference: Hashable, Sendable {
        var kind: DocumentKind
        var key: String
    }

    package init(_ contents: some Sequence<DocumentContent> = []) {
        for content in contents { insert(content) }
    }

    /// Takes a document in place of the one of its kind and key.
    package mutating func insert(_ content: DocumentContent) {
        switch content {
        case .feature(let feature):
            remove(.feature, feature.key)
            features[feature.key] = feature
            for reference in feature.references { users[reference, default: []].insert(feature.key) }
        case .prompt(let prompt): prompts[prompt.reference] = prompt
        case .segment(let segment): segments[segment.key] = segment
        case .flag(let flag): flags[flag.key] = flag
        case .prices(let prices): self.prices = prices
        case .policy(let policy): self.policy = policy
        case .parameters(let overrides):
            remove(.parameters, overrides.key)
            parameters[overrides.key] = overrides
            tuning[overrides.feature, default: []].insert(overrides.key)
        }
    }

    package mutating func remove(_ kind: DocumentKind, _ key: String) {
        switch kind {
        case .feature:
            guard let feature = features.removeValue(forKey: key) else { return }
            for reference in feature.references { users[reference]?.remove(key) }
        case .prompt: prompts[key] = nil
        case .segment: segments[key] = nil
        case .flag: flags[key] = nil
        case .prices: prices = nil
        case .policy: policy = Policy()
        case .parameters:
            guard let overrides = parameters.removeValue(forKey: key) else { return }
            tuning[overrides.feature]?.remove(key)
        }
    }

    /// Overrides for a feature, by key.
    func overrides(of feature: String) -> [ParameterOverrides] {
        (tuning[feature] ?? []).sorted().compactMap { parameters[$0] }
    }
}
