import SnapshotWriting

extension FeatureReader {
    mutating func readRoute(_ feature: FieldMapping) -> [RouteEntry] {
        guard let entries = findings.read(Self.route, in: feature) else { return [] }
        let path = feature.path.appending(Self.route.name)
        var route: [RouteEntry] = []
        for (index, node) in entries.enumerated() {
            let path = path.appending(index: index)
            guard let mapping = findings.fields(node, path, of: Self.routeFields) else { continue }
            let when = mapping[Self.when.name]
            let isLast = index == entries.count - 1
            if isLast, let when {
                findings.error(
                    when.line, path.appending(Self.when.name), "the last entry must be for everyone",
                    hint: "add an entry without `when`")
            } else if !isLast, when == nil {
                findings.error(
                    node.line, path, "has no `when`, so that the entries after it are never reached",
                    hint: "give it a `when` or move it to the end")
            }
            var entry = RouteEntry(conditions: [], shares: [])
            if let when { entry.conditions = conditions.read(when, path.appending(Self.when.name), &findings) }
            entry.shares = readShares(mapping)
            route.append(entry)
        }
        return route
    }

    private mutating func readShares(_ entry: FieldMapping) -> [RouteEntry.Share] {
        switch (entry[Self.serve.name] != nil, entry[Self.split.name] != nil) {
        case (true, false):
            let name = readVariantName(Self.serve, in: entry)
            return name.map { [RouteEntry.Share(variant: $0, weight: CompiledRule.totalWeight)] } ?? []
        case (false, true):
            return readSplit(entry)
        default:
            findings.error(
                entry.line, entry.path, "should have either `serve` or `split`",
                hint: "for example {serve: stable} or {split: {canary: 5%, stable: 95%}}")
            return []
        }
    }

    /// By name, so that an author's file and the stored document split alike.
    private mutating func readSplit(_ entry: FieldMapping) -> [RouteEntry.Share] {
        guard let node = entry[Self.split.name], let members = findings.read(Self.split, in: entry) else { return [] }
        let path = entry.path.appending(Self.split.name)
        var shares: [RouteEntry.Share] = []
        let mark = findings.mark
        for member in members {
            let path = path.appending(member.key)
            _ = checkVariant(member.key, line: member.line, path)
            if let weight = Shape<UInt32>.share.read(member.value, path, &findings) {
                shares.append(RouteEntry.Share(variant: member.key, weight: weight))
            }
        }
        let total = shares.reduce(0) { $0 + $1.weight }
        if !findings.hasErrors(since: mark), total != CompiledRule.totalWeight {
            findings.error(node.line, path, "adds up to \(Share.text(total)), should be 100%")
        }
        return shares.sorted { $0.variant.utf8.lexicographicallyPrecedes($1.variant.utf8) }
    }
}
