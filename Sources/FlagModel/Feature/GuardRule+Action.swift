extension GuardRule.Action: CustomStringConvertible {
    /// `kill` or `serve <variant>`, as documents and state write it.
    package init?(_ text: String) {
        if text == "kill" {
            self = .kill
            return
        }
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0] == "serve" else { return nil }
        self = .serve(String(words[1]))
    }

    package var description: String {
        switch self {
        case .kill: "kill"
        case .serve(let variant): "serve \(variant)"
        }
    }
}
