import FlagModel

/// A small sound document, and readings of it with something changed.
enum SampleDocument {
    static let text = """
        kind: feature
        key: chat
        variants:
          stable:
            model: sonnet
            fallback: [{static: Later.}]
          canary: {extends: stable, model: opus}
          off: {static: Later.}
        onKill: off
        baseline: stable
        route:
          - when: {plan: [pro]}
            serve: stable
          - split: {canary: 5%, stable: 95%}
        guards:
          - {name: errors, when: error_rate > 5% over 1m, do: kill}
        """

    /// The sample with `old`, which must occur, replaced.
    static func replacing(_ old: String, with new: String) -> [UInt8] {
        let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        precondition(parts.count == 2, "\(old) is not in the sample")
        return Array("\(parts[0])\(new)\(parts[1])".utf8)
    }

    static func parse(_ text: [UInt8], mode: DocumentMode = .author) -> ParsedDocuments {
        DocumentParser.parse(text, file: "f.yaml", mode: mode)
    }

    static func parse(_ text: String, mode: DocumentMode = .author) -> ParsedDocuments {
        parse(Array(text.utf8), mode: mode)
    }
}
