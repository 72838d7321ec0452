import FlagStore

/// Why a verb did not do what it was asked, in words for the person who asked.
struct Failure: Error, CustomStringConvertible, Equatable {
    /// What is wrong.
    var message: String
    /// What to do about it.
    var advice: String?

    init(_ message: String, advice: String? = nil) {
        self.message = message
        self.advice = advice
    }

    var description: String { advice.map { "\(message)\n  \($0)" } ?? message }

    /// A store's error at the edge of the command line.
    init(_ error: StoreError, store: String, namespace: String) {
        switch error.code {
        case .unavailable:
            self.init(
                "\(store) does not answer: \(error)",
                advice: "Check that it runs and can be reached from here, then repeat the command.")
        case .uninitialised:
            self.init(
                "namespace \(namespace) in \(store) is not initialised: \(error)",
                advice: "If this is the store you mean: flagpost store init --store \(store) --namespace \(namespace)")
        case .refused:
            self.init("\(store) refused: \(error)", advice: "Nothing was changed.")
        case .corrupt:
            self.init("what \(store) holds cannot be read: \(error)")
        default:
            self.init("\(error)")
        }
    }
}
