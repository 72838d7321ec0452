extension DocumentSet {
    /// What is wrong with these documents among all others, and with what rests on them: for authors, before they are
    /// applied. The set holds them already, in place of what is stored.
    ///
    /// - Returns: file, line and path of the document at fault; `kind/key` and line 0 for one that is not among them.
    package func findings(for documents: [Document]) -> [Diagnostic] {
        var report = SetReport(documents: documents)
        for document in documents where !report.isFull {
            switch document.content {
            case .feature(let feature): report.add(faults(of: feature))
            case .parameters(let overrides): report.add(faults(of: overrides))
            case .segment(let segment):
                report.add(attributeFaults(of: segment))
                addFaults(ofDependentsOn: document, to: &report)
            case .prompt: addFaults(ofDependentsOn: document, to: &report)
            case .flag(let flag):
                if features[flag.key] != nil {
                    report.add([
                        FeatureFault(
                            kind: .flag, key: flag.key, path: DocumentPath.root.appending("key"),
                            message: "there is a feature \(quoted(flag.key)), and services ask for both by their key",
                            hint: "rename one of them")
                    ])
                }
            case .policy: report.add(policyFaults(exceptOf: documents))
            case .prices: report.add(priceFaults(exceptOf: documents))
            }
        }
        return report.diagnostics
    }

    private func faults(of feature: Feature) -> [FeatureFault] {
        var resolver = FeatureResolver(feature, in: self, isForAuthors: true)
        _ = resolver.resolved()
        var faults = resolver.faults + attributeFaults(of: feature)
        if let prices { faults += GuardPrices(feature: feature, prices: prices).faults }
        if flags[feature.key] != nil {
            faults.append(
                FeatureFault(
                    kind: .feature, key: feature.key, path: DocumentPath.root.appending("key"),
                    message: "there is a flag \(quoted(feature.key)), and services ask for both by their key",
                    hint: "rename one of them"))
        }
        return faults
    }

    /// What a host would leave out with a warning, its author is to put right.
    private func faults(of overrides: ParameterOverrides) -> [FeatureFault] {
        guard let feature = features[overrides.feature] else {
            let hint = NearestName.hint(for: overrides.feature, among: Array(features.keys))
            return [
                FeatureFault(
                    kind: .parameters, key: overrides.key, path: DocumentPath.root.appending("feature"),
                    message: "there is no feature \(quoted(overrides.feature))", hint: hint)
            ]
        }
        var resolver = FeatureResolver(feature, in: self, isForAuthors: true)
        _ = resolver.resolved()
        let faults = resolver.faults.filter { $0.kind == .parameters && $0.key == overrides.key }.map { fault in
            var fault = fault
            fault.severity = .error
            return fault
        }
        return faults.isEmpty ? slips(in: overrides, of: feature) : faults
    }

    /// Parameters that no variant has, beside one that has nearly the same name. What is like none is meant to be new.
    private func slips(in overrides: ParameterOverrides, of feature: Feature) -> [FeatureFault] {
        let known = feature.variants.reduce(into: Set<String>()) { names, variant in
            names.formUnion((variant.value["params"]?.object ?? [:]).keys)
        }
        return overrides.parameters.filter { !known.contains($0.name) }.compactMap { parameter in
            guard let near = NearestName.near(parameter.name, among: Array(known)) else { return nil }
            return FeatureFault(
                kind: .parameters, key: overrides.key,
                path: DocumentPath.root.appending("parameters").appending(parameter.name),
                message: "no variant of \(feature.key) has this parameter, so it is added",
                hint: "did you mean \(quoted(near))?", severity: .warning)
        }
    }

    /// What this document breaks elsewhere.
    private func addFaults(ofDependentsOn document: Document, to report: inout SetReport) {
        for key in dependents(of: document.kind, document.key) where !report.includes(.feature, key) && !report.isFull {
            guard let feature = features[key] else { continue }
            var resolver = FeatureResolver(feature, in: self, isForAuthors: true)
            _ = resolver.resolved()
            report.add(resolver.faults.filter { $0.severity == .error })
        }
    }
}
