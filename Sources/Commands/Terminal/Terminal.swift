/// What the person at the other end can see: colours and tables only where both make sense.
struct Terminal: Sendable, Equatable {
    /// Standard input is a person's keyboard, and standard error their screen: they can be asked.
    var canAsk: Bool
    /// Standard output is a screen.
    var showsOutput: Bool
    /// Standard error is a screen: progress may be drawn there.
    var showsProgress: Bool
    /// Colour is welcome on a screen.
    var isColoured: Bool

    /// Of the streams and environment that are in force.
    static var current: Terminal {
        detect(environment: .process, streams: .current, isTerminal: StandardStreams.isTerminal)
    }

    /// From descriptors and environment. `NO_COLOR` (any value but the empty one) and `TERM=dumb` are
    /// honoured.
    static func detect(
        environment: Environment, streams: StandardStreams = StandardStreams(), isTerminal: (Int32) -> Bool
    ) -> Terminal {
        Terminal(
            canAsk: isTerminal(streams.input) && isTerminal(streams.error), showsOutput: isTerminal(streams.output),
            showsProgress: isTerminal(streams.error),
            isColoured: environment["NO_COLOR"] == nil && environment["TERM"] != "dumb")
    }

    enum Style: String, Sendable {
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    /// `text` as it should stand on standard output.
    func output(_ text: String, _ style: Style) -> String { styled(text, style, onScreen: showsOutput) }

    /// `text` as it should stand on standard error.
    func message(_ text: String, _ style: Style) -> String { styled(text, style, onScreen: showsProgress) }

    private func styled(_ text: String, _ style: Style, onScreen: Bool) -> String {
        onScreen && isColoured && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
