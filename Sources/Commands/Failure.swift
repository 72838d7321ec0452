import FlagModel
import FlagStore

/// Why a verb did not do what it was asked, in words for the person who asked.
struct Failure: Error, CustomStringConvertible, Equatable {
    /// What is wrong.
    var message: String
    /// What to do about it.
    var advice: String?
    /// For programs: `conflict`, `unknown`; `failed` where there is no better word.
    var code = "failed"

    init(_ message: String, advice: String? = nil) {
        self.message = message
        self.advice = advice
    }

    var description: String { advice.map { "\(message)\n  \($0)" } ?? message }

    /// A store's error at the edge of the command line.
    ///
    /// - Parameter writing: whether anything was to be changed.
    init(_ error: StoreError, store: String, namespace: String, writing: Bool) {
        let reason = error.reason(besides: store)
        switch error.code {
        case .unavailable:
            self.init(
                "\(store) does not answer: \(reason)",
                advice: "Check that it runs and can be reached from here, then repeat the command.")
        case .uninitialised:
            self.init(
                "namespace \(namespace) in \(store) is not initialised: \(reason)",
                advice: "If this is the store you mean: flagpost store init --store \(store) --namespace \(namespace)")
        case .refused:
            self.init("\(store) refused: \(reason)", advice: writing ? "Nothing was changed." : nil)
        case .corrupt:
            self.init("what \(store) holds cannot be read: \(reason)")
        default:
            self.init("\(error)")
        }
        code = error.code.name
    }

    var json: JSONValue {
        [
            "error": [
                "code": .string(code), "message": .string(message), "advice": advice.map { .string($0) } ?? .null,
            ]
        ]
    }
}

extension StoreError {
    /// What is wrong, without what is said of it anyway: the store's name, and a cause that the message tells already.
    func reason(besides store: String) -> String {
        var text = message
        for beginning in ["\(store): ", "\(store) refused: "] where text.hasPrefix(beginning) {
            text.removeFirst(beginning.count)
        }
        guard let cause = underlying.map({ "\($0)" }), !text.contains(cause) else { return text }
        return "\(text): \(cause)"
    }
}
