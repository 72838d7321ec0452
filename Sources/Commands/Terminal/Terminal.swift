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

    /// From the process's descriptors and environment. `NO_COLOR` (any value but the empty one) and `TERM=dumb` are
    /// honoured.
    static func detect(environment: Environment, isTerminal: (Int32) -> Bool) -> Terminal {
        Terminal(
            canAsk: isTerminal(0) && isTerminal(2), showsOutput: isTerminal(1), showsProgress: isTerminal(2),
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

extension String {
    /// Without what a terminal would obey: stored reasons and names are other people's text.
    var withoutControls: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        var clean = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            clean.append(scalar.isControl ? (scalar == "\n" || scalar == "\t" ? " " : "\u{FFFD}") : scalar)
        }
        return String(clean)
    }
}

extension Unicode.Scalar {
    /// C0, DEL and C1 controls, and the marks that reorder text.
    fileprivate var isControl: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || (0x202A...0x202E).contains(value)
            || (0x2066...0x2069).contains(value)
    }
}
