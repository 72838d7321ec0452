import FlagModel
import Operations

extension TextDifference {
    /// As it should stand on standard output.
    func lines(on terminal: Terminal) -> [String] {
        hunks().map { line in
            switch line {
            case nil: terminal.output("…", .faint)
            case .same(let text): "  \(text.withoutControls)"
            case .removed(let text): terminal.output("- \(text.withoutControls)", .red)
            case .added(let text): terminal.output("+ \(text.withoutControls)", .green)
            }
        }
    }
}
