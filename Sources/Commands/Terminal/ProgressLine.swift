/// One line of a screen that says how far something has come; nothing where there is no screen.
struct ProgressLine {
    var isShown: Bool
    private var drawn = false

    init(on terminal: Terminal) { isShown = terminal.showsProgress }

    /// Draws every thousandth step.
    mutating func show(_ done: Int, of all: Int? = nil, _ what: String) {
        guard isShown, done.isMultiple(of: 1_000) else { return }
        drawn = true
        StandardStreams.progress("\(what) \(done)" + (all.map { " of \($0)" } ?? ""))
    }

    mutating func clear() {
        if drawn { StandardStreams.progress("") }
        drawn = false
    }
}
