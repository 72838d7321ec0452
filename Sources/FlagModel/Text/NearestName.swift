package enum NearestName {
    /// `did you mean "x"?` with the one of `names` that takes the fewest single-character edits, where that is few
    /// enough to be a slip; else the names there are.
    package static func hint(for name: String, among names: [String]) -> String? {
        guard !names.isEmpty else { return nil }
        if let near = near(name, among: names) { return "did you mean \(quoted(near))?" }
        let shown = names.sorted().prefix(20).joined(separator: ", ")
        return names.count > 20 ? "one of \(shown), …" : "one of \(shown)"
    }

    /// The one of `names` that takes the fewest edits, where that is few enough to be a slip.
    package static func near(_ name: String, among names: [String]) -> String? {
        // Texts whose lengths differ by more than a slip are further apart than a slip.
        let likely = names.filter { abs(compared(name) - compared($0)) <= slip(of: $0) }
        let candidates = likely.map { ($0, distance(name, $0)) }
        guard let best = candidates.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }), best.1 <= slip(of: best.0)
        else { return nil }
        return best.0
    }

    /// Edits that may be a slip of the pen.
    private static func slip(of name: String) -> Int { max(1, name.utf8.count / 3) }

    /// Bytes of a text that are compared.
    private static func compared(_ text: String) -> Int { min(text.utf8.count, 64) }

    /// Edits of one byte, and swaps of neighbours, that make one text of the other ("optimal string alignment").
    static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left.utf8.prefix(64))
        let b = Array(right.utf8.prefix(64))
        var beforePrevious: [Int] = []
        var previous = Array(0...b.count)
        for i in 0..<a.count {
            var current = [i + 1]
            for j in 0..<b.count {
                var best = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforePrevious[j - 1] + 1) }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[b.count]
    }
}
