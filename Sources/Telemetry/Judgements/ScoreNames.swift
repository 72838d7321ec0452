/// The scores that each feature has. No document declares them all, so the first few that come are kept and the others
/// fall into `other`: a caller that invents names cannot fill the metrics.
struct ScoreNames: Sendable, Equatable {
    struct Name: Sendable, Hashable {
        var dimension: String
        var name: String
    }

    static let limit = 32

    private var features: [String: Set<Name>] = [:]

    /// The name under which a score of the feature is counted. `feature` is one of the documents', or `other`.
    mutating func counted(_ name: Name, of feature: String) -> Name {
        let other = Name(dimension: Catalog.other, name: Catalog.other)
        guard feature != Catalog.other, Self.isWord(name.name), name.dimension.isEmpty || Self.isWord(name.dimension)
        else { return other }
        if features[feature]?.contains(name) == true { return name }
        guard features[feature, default: []].count < Self.limit else { return other }
        features[feature, default: []].insert(name)
        return name
    }

    /// Takes the names over from a checkpoint's metrics.
    init(countedIn metrics: MetricRegistry) {
        for labels in metrics.families[.score, default: [:]].keys where labels.count == 4 && labels[3] != Catalog.other
        {
            features[labels[0], default: []].insert(Name(dimension: labels[2], name: labels[3]))
        }
    }

    init() {}

    /// Letters, digits, `.`, `_`, `-` and `/`.
    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
                    UInt8(ascii: "/"):
                    true
                default: false
                }
            }
    }
}
