import FlagModel
import Operations

extension ChangeExposure {
    /// What a person reads before they agree: what widens, then what restricts. What does neither, the difference says.
    func lines(styling: ChangePlan.Styling) -> [String] {
        subjects.flatMap { subject in
            let lines = subject.findings.lines(styling: styling)
            return lines.isEmpty
                ? [] : ["  \(subject.id)\(subject.isProtected ? ", which is protected" : ""):"] + lines
        }
    }
}

extension [ExposureFinding] {
    func lines(styling: ChangePlan.Styling) -> [String] {
        filter { $0.effect == .widens }.map { "    \(styling("widens", .red)): \($0.words.withoutControls)" }
            + filter { $0.effect == .restricts }.map {
                "    \(styling("restricts", .green)): \($0.words.withoutControls)"
            }
    }
}
