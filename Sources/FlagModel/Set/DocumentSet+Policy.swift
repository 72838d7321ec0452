extension DocumentSet {
    /// Attributes that mean something here, on whatever list there is.
    private static let wellKnown = ["targetingKey", "user", "session", "session_started_at"]

    func attributeFaults(of feature: Feature) -> [FeatureFault] {
        let route = DocumentPath.root.appending(FeatureReader.route.name)
        var faults = feature.route.enumerated().flatMap { index, entry in
            attributeFaults(
                of: entry.conditions, kind: .feature, key: feature.key,
                route.appending(index: index).appending(FeatureReader.when.name))
        }
        if let attribute = feature.bucketBy, !allows(attribute) {
            faults.append(
                fault(attribute, .feature, feature.key, DocumentPath.root.appending(FeatureReader.bucketBy.name)))
        }
        return faults
    }

    func attributeFaults(of segment: Segment) -> [FeatureFault] {
        attributeFaults(
            of: segment.conditions, kind: .segment, key: segment.key,
            DocumentPath.root.appending(SegmentReader.when.name))
    }

    /// Attributes that others use and this policy does not list.
    func policyFaults(exceptOf documents: [Document]) -> [FeatureFault] {
        let applied = Set(documents.map { "\($0.kind.rawValue)/\($0.key)" })
        let faults =
            features.values.sorted { $0.key < $1.key }.flatMap(attributeFaults)
            + segments.values.sorted { $0.key < $1.key }.flatMap(attributeFaults)
        return faults.filter { !applied.contains("\($0.kind.rawValue)/\($0.key)") }.map { fault in
            FeatureFault(
                kind: .policy, key: DocumentKind.policy.rawValue,
                path: DocumentPath.root.appending(PolicyReader.attributes.name),
                message: "\(fault.kind.rawValue)/\(fault.key), \(fault.path): \(fault.message)",
                hint: "list it, or change that document first")
        }
    }

    private func attributeFaults(
        of conditions: [RouteCondition], kind: DocumentKind, key: String, _ path: DocumentPath
    ) -> [FeatureFault] {
        conditions.filter { !$0.attribute.isEmpty && !allows($0.attribute) }.map {
            fault($0.attribute, kind, key, path.appending($0.attribute))
        }
    }

    private func allows(_ attribute: String) -> Bool {
        policy.attributes.map { $0.contains(attribute) || Self.wellKnown.contains(attribute) } ?? true
    }

    private func fault(_ attribute: String, _ kind: DocumentKind, _ key: String, _ path: DocumentPath) -> FeatureFault {
        FeatureFault(
            kind: kind, key: key, path: path,
            message: "the attribute \(quoted(attribute)) is not on the policy's list",
            hint: NearestName.hint(for: attribute, among: policy.attributes ?? []) ?? "the list is empty")
    }
}
