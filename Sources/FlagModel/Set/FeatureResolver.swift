/// Puts everything that a feature refers to in its place: segments, prompts, and overrides of parameters.
struct FeatureResolver {
    let documents: DocumentSet
    /// Finding the nearest name takes time, which only authors have: hosts may have thousands of faults at once.
    let isForAuthors: Bool
    var faults: [FeatureFault] = []
    var feature: Feature
    private var valueBytes = 0

    init(_ feature: Feature, in documents: DocumentSet, isForAuthors: Bool) {
        self.feature = feature
        self.isForAuthors = isForAuthors
        self.documents = documents
    }

    /// The feature with nothing left to look up. Where a fault is an error it must not be used.
    mutating func resolved() -> Feature {
        expandSegments()
        checkLiterals()
        let overrides = overridesByVariant()
        for index in feature.variants.indices {
            var variant = feature.variants[index]
            inlinePrompts(in: &variant)
            apply(overrides[variant.name] ?? [], to: &variant)
            guard variant.value != feature.variants[index].value else { continue }
            let canonical = variant.value.canonical
            variant.digest = Digest.hexadecimal(of: canonical)
            feature.variants[index] = variant
            valueBytes += canonical.count
            if valueBytes > FeatureReader.Limit.valueBytes {
                fault(
                    DocumentPath.root.appending("variants").appending(variant.name),
                    "with their prompts, the variants hold more than 4 MiB")
                break
            }
        }
        return feature
    }

    /// What a name that refers to nothing may have meant.
    func hint(for name: String, among names: @autoclosure () -> [String]) -> String? {
        isForAuthors ? NearestName.hint(for: name, among: names()) : nil
    }

    mutating func fault(_ path: DocumentPath, _ message: String, hint: String? = nil) {
        faults.append(FeatureFault(kind: .feature, key: feature.key, path: path, message: message, hint: hint))
    }

    private mutating func expandSegments() {
        for entry in feature.route.indices {
            for condition in feature.route[entry].conditions.indices {
                guard case .segment(let name) = feature.route[entry].conditions[condition].test else { continue }
                if let segment = documents.segments[name] {
                    feature.route[entry].conditions[condition].test = .all(segment.conditions)
                } else {
                    let path = DocumentPath.root.appending("route").appending(index: entry).appending("when")
                    fault(
                        path.appending("segment"), "there is no segment \(quoted(name))",
                        hint: hint(for: name, among: Array(documents.segments.keys))
                            ?? "apply one: kind: segment, key: \(name)")
                }
            }
        }
    }

    /// An evaluation looks at them all, so segments do not lift the bound of a document.
    private mutating func checkLiterals() {
        let limit = ConditionReader.Limit.literalsOfDocument
        let count = feature.route.reduce(0) { $0 + $1.conditions.reduce(0) { $0 + $1.literalCount } }
        guard count > limit else { return }
        fault(
            DocumentPath.root.appending("route"), "with its segments, compares with \(count) values",
            hint: "at most \(limit) are taken")
    }
}

extension RouteCondition {
    fileprivate var literalCount: Int {
        switch test {
        case .oneOf(let literals): literals.count
        case .startsWith(let prefixes): prefixes.count
        case .all(let conditions): conditions.reduce(0) { $0 + $1.literalCount }
        case .semanticVersion, .segment: 1
        }
    }
}

extension DocumentSet {
    /// The feature with everything it refers to in its place: prompts' texts in `value["prompt"]` (and in fallback steps)
    /// as `{name, version, text | messages, variables: [runtime names]}`, overrides in `value["params"]`, segments as
    /// their conditions; digests are those of the resolved values.
    ///
    /// - Returns: the feature, not to be used where a diagnostic is an error; what is missing, by document (`file` is
    ///   `kind/key`). Overrides that do not fit are left out, with a warning.
    package func resolved(_ feature: Feature) -> (feature: Feature, diagnostics: [Diagnostic]) {
        var resolver = FeatureResolver(feature, in: self, isForAuthors: false)
        let resolved = resolver.resolved()
        return (resolved, resolver.faults.map(\.diagnostic))
    }
}
