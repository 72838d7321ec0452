import SnapshotWriting

extension RouteCondition {
    /// `segment beta`, `plan in [pro, enterprise]`, `version not >=2.1.0`.
    var words: String {
        switch test {
        case .segment(let name): negated ? "everyone outside of segment \(name)" : "segment \(name)"
        case .all: negated ? "everyone outside of a segment" : "a segment"
        case .oneOf(let values): "\(attribute)\(negation) in [\(Self.list(values.map(\.words)))]"
        case .startsWith(let prefixes):
            "\(attribute) \(negated ? "not beginning" : "beginning") with \(Self.list(prefixes.map(quoted)))"
        case .semanticVersion(let comparison, let version): "\(attribute)\(negation) \(comparison)\(version)"
        }
    }

    private var negation: String { negated ? " not" : "" }

    private static func list(_ items: [String]) -> String {
        let shown = 5
        return items.prefix(shown).joined(separator: ", ")
            + (items.count > shown ? ", … \(items.count - shown) more" : "")
    }
}

extension AttributeLiteral {
    fileprivate var words: String {
        switch self {
        case .string(let text): text
        case .number(let number): Int64(exactly: number).map(String.init) ?? "\(number)"
        case .bool(let value): "\(value)"
        }
    }
}
