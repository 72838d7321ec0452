import FlagSnapshot

extension FeatureReader {
    static let routeFields = FieldSet(known: ["when", "serve", "split"], isNarrowing: true)

    mutating func readRoute(_ node: DocumentNode?) -> [RouteEntry] {
        let path = DocumentPath.root.appending("route")
        guard let node, let entries = findings.sequence(node, path, of: "entries", atMost: Limit.routeEntries) else {
            return []
        }
        guard !entries.isEmpty else {
            findings.error(node.line, path, "is empty", hint: "for example [{serve: stable}]")
            return []
        }
        var route: [RouteEntry] = []
        for (index, entry) in entries.enumerated() {
            let path = path.appending(index: index)
            guard let members = findings.mapping(entry, path, of: "a route entry") else { continue }
            findings.check(members, path, against: Self.routeFields)
            let isLast = index == entries.count - 1
            if isLast, let when = members["when"] {
                findings.error(
                    when.line, path.appending("when"), "the last entry must be for everyone",
                    hint: "add an entry without `when`")
            } else if !isLast, members["when"] == nil {
                findings.error(
                    entry.line, path, "has no `when`, so that the entries after it are never reached",
                    hint: "give it a `when` or move it to the end")
            }
            let conditions = members["when"].map { readConditions($0, path.appending("when")) } ?? []
            route.append(RouteEntry(conditions: conditions, shares: readShares(members, line: entry.line, path)))
        }
        return route
    }

    private mutating func readShares(
        _ members: [DocumentNode.Member], line: Int, _ path: DocumentPath
    ) -> [RouteEntry.Share] {
        switch (members["serve"], members["split"]) {
        case (let node?, nil):
            let name = findings.reference(node, path.appending("serve"), to: "variant", among: variantNames)
            return name.map { [RouteEntry.Share(variant: $0, weight: CompiledRule.totalWeight)] } ?? []
        case (nil, let node?):
            return readSplit(node, path.appending("split"))
        default:
            findings.error(
                line, path, "should have either `serve` or `split`",
                hint: "for example {serve: stable} or {split: {canary: 5%, stable: 95%}}")
            return []
        }
    }

    /// By name, so that an author's file and the stored document split alike.
    private mutating func readSplit(_ node: DocumentNode, _ path: DocumentPath) -> [RouteEntry.Share] {
        guard let members = findings.mapping(node, path, of: "a mapping of variants to shares") else { return [] }
        var shares: [RouteEntry.Share] = []
        var isSound = true
        for member in members {
            let path = path.appending(member.key)
            if !variantNames.contains(member.key) {
                findings.error(
                    member.line, path, "there is no variant \(quoted(member.key))",
                    hint: NearestName.hint(for: member.key, among: variantNames))
            }
            guard let weight = member.value.scalar?.string.flatMap(Quantities.share) else {
                findings.error(
                    member.line, path, "should be a share of up to 100 %, is \(member.value.summary)",
                    hint: "write it like 20% or 0.125%, exact to 0.001%")
                isSound = false
                continue
            }
            shares.append(RouteEntry.Share(variant: member.key, weight: weight))
        }
        let total = shares.reduce(0) { $0 + Int($1.weight) }
        if isSound, total != Int(CompiledRule.totalWeight) {
            findings.error(node.line, path, "adds up to \(Self.percent(total)), should be 100%")
        }
        return shares.sorted { $0.variant.utf8.lexicographicallyPrecedes($1.variant.utf8) }
    }

    /// Thousandths of a per cent as `99.5%`.
    private static func percent(_ thousandths: Int) -> String {
        var decimals = String(thousandths % 1000 + 1000).dropFirst()
        while decimals.last == "0" { decimals = decimals.dropLast() }
        return "\(thousandths / 1000)\(decimals.isEmpty ? "" : ".")\(decimals)%"
    }
}
