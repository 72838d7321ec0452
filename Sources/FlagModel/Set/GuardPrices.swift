/// Whether what a guard serves instead is cheaper: machines restrict, so a fallback may not cost more by the price
/// table than what it replaces.
struct GuardPrices {
    let feature: Feature
    let prices: Prices

    var faults: [FeatureFault] {
        feature.guards.enumerated().compactMap { index, rule in
            guard case .serve(let name) = rule.action, let served = feature.variant(named: name) else { return nil }
            let dearer = watched(by: rule, except: name).first { isDearer(served, than: $0) }
            guard let dearer else { return nil }
            return FeatureFault(
                kind: .feature, key: feature.key,
                path: DocumentPath.root.appending(FeatureReader.guards.name).appending(index: index).appending(
                    FeatureReader.guardAction.name),
                message: "\(quoted(name)) may cost more than \(quoted(dearer.name)), which it would replace: "
                    + "\(text(served)) against \(text(dearer)) per million tokens in and out",
                hint: "serve a cheaper variant, or narrow what is watched with `of`")
        } + unknownModels
    }

    /// Who may breach, and so be replaced.
    private func watched(by rule: GuardRule, except name: String) -> [Variant] {
        var names = Set(feature.route.flatMap(\.shares).filter { $0.weight > 0 }.map(\.variant))
        names.insert(feature.baseline)
        if let candidate = feature.rollout?.candidate { names.insert(candidate) }
        switch rule.scope {
        case .all: break
        case .candidate: names.remove(feature.baseline)
        case .feature: names = [feature.baseline]
        }
        return feature.variants.filter { names.contains($0.name) && $0.name != name }
    }

    /// In either direction: nobody knows how much goes in and how much comes out.
    private func isDearer(_ one: Variant, than other: Variant) -> Bool {
        let (left, right) = (price(of: one), price(of: other))
        return left.input > right.input || left.output > right.output
    }

    private func price(of variant: Variant) -> Prices.Price {
        let model = variant.callsModel ? variant.models.first : nil
        return model.flatMap { prices.price(of: $0)?.price } ?? Prices.Price(input: 0, output: 0, cached: 0)
    }

    private func text(_ variant: Variant) -> String {
        let price = price(of: variant)
        return "\(Quantities.dollars(price.input)) and \(Quantities.dollars(price.output))"
    }

    private var unknownModels: [FeatureFault] {
        let variants = DocumentPath.root.appending(FeatureReader.variants.name)
        return feature.variants.filter(\.callsModel).compactMap { variant in
            guard let model = variant.models.first, prices.models[model] == nil else { return nil }
            return FeatureFault(
                kind: .feature, key: feature.key,
                path: variants.appending(variant.name).appending(FeatureReader.model.name),
                message: "there is no price for \(quoted(model)); it is charged at the dearest known one",
                hint: NearestName.hint(for: model, among: Array(prices.models.keys)), severity: .warning)
        }
    }
}

extension DocumentSet {
    /// What guards of other documents do not stand these prices. What a model costs is a fact, so these are warnings.
    func priceFaults(exceptOf documents: [Document]) -> [FeatureFault] {
        guard let prices else { return [] }
        let applied = Set(documents.compactMap { $0.feature?.key })
        let faults = features.values.filter { !applied.contains($0.key) }.sorted { $0.key < $1.key }.flatMap {
            GuardPrices(feature: $0, prices: prices).faults.filter { $0.severity == .error }
        }
        return faults.map { fault in
            FeatureFault(
                kind: .prices, key: DocumentKind.prices.rawValue,
                path: DocumentPath.root.appending(PricesReader.models.name),
                message: "feature/\(fault.key), \(fault.path): \(fault.message)", hint: "change that guard",
                severity: .warning)
        }
    }
}
