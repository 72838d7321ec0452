extension FeatureReader {
    /// On a host, a plan that it cannot read is left out: its candidate is then served to nobody.
    mutating func readRollout(_ feature: FieldMapping) -> RolloutPlan? {
        let mark = findings.mark
        let plan = readPlan(feature)
        guard findings.mode == .host, findings.hasErrors(since: mark) else { return plan }
        findings.warning(
            feature[Self.rollout.name]?.line ?? feature.line, feature.path.appending(Self.rollout.name),
            "this rollout is left out: its candidate is served to nobody by this host")
        findings.demoteErrors(since: mark)
        return nil
    }

    private mutating func readPlan(_ feature: FieldMapping) -> RolloutPlan? {
        guard let mapping = findings.read(Self.rollout, in: feature) else { return nil }
        let candidate = readVariantName(Self.candidate, in: mapping)
        let path = mapping.path.appending(Self.stages.name)
        var stages: [RolloutPlan.Stage] = []
        let nodes = findings.read(Self.stages, in: mapping) ?? []
        for (index, node) in nodes.enumerated() {
            let path = path.appending(index: index)
            guard let stage = Self.stage.read(node, path, &findings) else { continue }
            let isLast = index == nodes.count - 1
            if let before = stages.last, stage.share <= before.share {
                findings.error(node.line, path, "is no larger than the stage before it", hint: "stages grow")
            } else if isLast, stage.share != 100_000 || stage.duration != nil {
                findings.error(node.line, path, "the last stage is everyone", hint: "end with 100%")
            } else if !isLast, stage.duration == nil {
                findings.error(node.line, path, "does not say how long it lasts", hint: "for example 5% for 48h")
            }
            stages.append(stage)
        }
        return candidate.map { RolloutPlan(candidate: $0, stages: stages) }
    }

    /// A candidate is served by its rollout and by nothing else: `apply` serves it to nobody.
    mutating func checkCandidate(of feature: Feature, _ mapping: FieldMapping) {
        guard let candidate = feature.rollout?.candidate else { return }
        let name = quoted(candidate)
        let root = mapping.path
        var faults: [(path: DocumentPath, message: String, hint: String)] = []
        let own = root.appending(Self.rollout.name).appending(Self.candidate.name)
        for field in [Self.baseline, Self.onKill] where mapping[field.name]?.scalar?.string == candidate {
            faults.append((own, "\(name) is the feature's `\(field.name)`", "try another variant"))
        }
        for (index, entry) in feature.route.enumerated() where entry.shares.contains(where: { $0.variant == candidate })
        {
            faults.append(
                (
                    root.appending(Self.route.name).appending(index: index),
                    "serves \(name), which is the rollout's candidate",
                    "leave it out of the route; the rollout's stages serve it"
                ))
        }
        if feature.onStale?.serve == candidate {
            let path = root.appending(Self.onStale.name).appending(Self.staleServe.name)
            faults.append((path, "\(name) is the rollout's candidate", "serve another variant"))
        }
        for (index, rule) in feature.guards.enumerated() where rule.action == .serve(candidate) {
            let path = root.appending(Self.guards.name).appending(index: index).appending(Self.guardAction.name)
            faults.append((path, "\(name) is the rollout's candidate", "serve another variant"))
        }
        let source = DocumentSource(
            file: findings.file, node: DocumentNode(content: .mapping(mapping.members), line: mapping.line))
        for fault in faults {
            findings.error(source.line(of: fault.path).line, fault.path, fault.message, hint: fault.hint)
        }
    }
}
