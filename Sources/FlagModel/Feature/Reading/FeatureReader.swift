/// Reads one feature document. Goes on after an error where it can, so that an author sees all of them at once.
struct FeatureReader: DocumentReading {
    /// What a document may hold. An evaluation looks at no more than these together, so they also bound its time.
    enum Limit {
        static let variants = 64
        static let fallbackSteps = 8
        static let params = 64
        static let extendsDepth = 4
        static let routeEntries = 256
        static let stages = 16
        static let guards = 32
        static let staticBytes = 64 << 10
        /// Of all variants: what many extend is there many times.
        static let valueBytes = 4 << 20
    }

    var findings: Findings
    /// Names of the variants that are declared, whether they are sound or not.
    var variantNames: [String] = []
    var conditions = ConditionReader(mayNameSegments: true)
    var valueBytes = 0

    init(findings: Findings) {
        self.findings = findings
    }

    /// `nil` where an error was found, here or before in the same document.
    mutating func read(_ mapping: FieldMapping, key: String?) -> Feature? {
        let mark = findings.mark
        findings.check(mapping.members, mapping.path, against: Self.fields)
        let owner = findings.read(Self.owner, in: mapping)
        let isProtected = readProtected(mapping)
        let bucketBy = findings.read(Self.bucketBy, in: mapping)
        let salt = findings.read(Self.salt, in: mapping)
        let variants = readVariants(mapping)
        let onKill = offVariant(mapping, among: variants)
        let baseline = readVariantName(Self.baseline, in: mapping)
        let onStale = readStaleness(mapping)
        let route = readRoute(mapping)
        let rollout = readRollout(mapping)
        let guards = readGuards(mapping)
        guard !findings.hasErrors(since: mark), let key, let onKill, let baseline else { return nil }
        let feature = Feature(
            // The unit's own name says the same as nothing.
            key: key, owner: owner, isProtected: isProtected, bucketBy: bucketBy == "targetingKey" ? nil : bucketBy,
            salt: salt, variants: variants, onKill: onKill, baseline: baseline, route: route, guards: guards,
            onStale: onStale,
            rollout: rollout)
        checkCandidate(of: feature, mapping)
        return findings.hasErrors(since: mark) ? nil : feature
    }

    /// On a host, which asks nobody for approval, anything but a clear no protects.
    private mutating func readProtected(_ mapping: FieldMapping) -> Bool {
        guard findings.mode == .host else { return findings.read(Self.protected, in: mapping) ?? false }
        return mapping[Self.protected.name].map { $0.scalar != .bool(false) } ?? false
    }

    /// The name of a variant that is declared.
    mutating func readVariantName(_ field: Field<String>, in mapping: FieldMapping) -> String? {
        guard let name = findings.read(field, in: mapping), let node = mapping[field.name] else { return nil }
        return checkVariant(name, line: node.line, mapping.path.appending(field.name)) ? name : nil
    }

    /// Reports a variant that is not declared; not where the declarations themselves could not be read.
    mutating func checkVariant(_ name: String, line: Int, _ path: DocumentPath) -> Bool {
        if variantNames.isEmpty || variantNames.contains(name) { return true }
        findings.error(
            line, path, "there is no variant \(quoted(name))", hint: findings.hint(for: name, among: variantNames))
        return false
    }

    private mutating func offVariant(_ mapping: FieldMapping, among variants: [Variant]) -> String? {
        guard let name = readVariantName(Self.onKill, in: mapping) else { return nil }
        if variants.first(where: { $0.name == name })?.callsModel == true {
            findings.error(
                mapping[Self.onKill.name]?.line ?? mapping.line, mapping.path.appending(Self.onKill.name),
                "the off variant \(quoted(name)) calls a model", hint: "name a variant that is `static`")
        }
        return name
    }

    private mutating func readStaleness(_ feature: FieldMapping) -> Staleness? {
        guard let mapping = findings.read(Self.onStale, in: feature) else { return nil }
        let after = findings.read(Self.staleAfter, in: mapping)
        let serve = readVariantName(Self.staleServe, in: mapping)
        guard let after, let serve else { return nil }
        return Staleness(after: after, serve: serve)
    }
}
