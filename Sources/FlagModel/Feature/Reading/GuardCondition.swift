/// What a guard watches for: `error_rate > 5% over 1m`.
struct GuardCondition: Equatable {
    struct Fault: Error, Equatable {
        var message: String
        var hint: String
    }

    var signal: GuardRule.Signal
    /// As a fraction.
    var threshold: Double
    var window: Duration

    static let pattern = " *error_rate +> +[0-9]{1,9}(\\.[0-9]{1,3})?% +over +\(Quantities.durationPattern) *"
    private static let example = "write it like error_rate > 5% over 1m"
    private static let later = ["failure_rate", "attempt_error_rate", "latency", "spend", "score"]

    init(_ text: String) throws(Fault) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard let first = words.first else { throw Fault(message: "is empty", hint: Self.example) }
        let name = first.prefix { $0 != "(" }
        guard let signal = GuardRule.Signal(rawValue: String(name)), first == name else {
            if Self.later.contains(String(name)) {
                throw Fault(message: "the signal \(quoted(String(name))) is not supported yet", hint: "use error_rate")
            }
            throw Fault(message: "there is no signal \(quoted(String(first)))", hint: "use error_rate")
        }
        guard words.count == 5, words[1] == ">", words[3] == "over" else {
            throw Fault(message: "\(quoted(text)) is no condition", hint: Self.example)
        }
        guard let share = Quantities.share(String(words[2])), share > 0, share < 100_000 else {
            throw Fault(
                message: "\(quoted(String(words[2]))) is no threshold", hint: "a share above 0% and below 100%: 5%")
        }
        guard let window = Quantities.duration(String(words[4])) else {
            throw Fault(message: "\(quoted(String(words[4]))) is no duration", hint: "from 10s to 30m")
        }
        guard window >= .seconds(10), window <= .seconds(1800) else {
            throw Fault(message: "the window \(words[4]) is out of range", hint: "from 10s to 30m")
        }
        self.signal = signal
        self.threshold = Double(share) / 100_000
        self.window = window
    }
}
