extension FeatureResolver {
    struct Override {
        var document: String
        var parameter: ParameterOverrides.Parameter
    }

    /// What is overridden of each variant, by name.
    mutating func overridesByVariant() -> [String: [Override]] {
        var overrides: [String: [Override]] = [:]
        for document in documents.overrides(of: feature.key) {
            let root = DocumentPath.root
            guard let variant = feature.variant(named: document.variant) else {
                ignore(
                    document, root.appending("variant"),
                    "\(feature.key) has no variant \(quoted(document.variant))",
                    hint: hint(for: document.variant, among: feature.variants.map(\.name)))
                continue
            }
            guard variant.callsModel else {
                ignore(document, root.appending("variant"), "\(quoted(document.variant)) calls no model", hint: nil)
                continue
            }
            for parameter in document.parameters {
                let path = root.appending("parameters").appending(parameter.name)
                if let other = overrides[document.variant]?.first(where: { $0.parameter.name == parameter.name }) {
                    ignore(
                        document, path, "is overridden by params/\(other.document) already", hint: "keep one of them")
                } else if let own = variant.value["params"]?[parameter.name], !parameter.type.includes(own) {
                    ignore(
                        document, path.appending("type"),
                        "is \(parameter.type.rawValue), while the variant's own value is \(own.canonicalText)",
                        hint: "declare the type it has")
                } else {
                    overrides[document.variant, default: []].append(
                        Override(document: document.key, parameter: parameter))
                }
            }
        }
        return overrides
    }

    /// Overrides that do not fit are left out; the feature itself stands.
    private mutating func ignore(
        _ document: ParameterOverrides, _ path: DocumentPath, _ message: String, hint: String?
    ) {
        faults.append(
            FeatureFault(
                kind: .parameters, key: document.key, path: path, message: message, hint: hint, severity: .warning))
    }

    func apply(_ overrides: [Override], to variant: inout Variant) {
        guard !overrides.isEmpty, case .object(var value) = variant.value else { return }
        var params = value["params"]?.object ?? [:]
        for override in overrides { params[override.parameter.name] = override.parameter.value }
        value["params"] = .object(params)
        variant.value = .object(value)
    }
}
