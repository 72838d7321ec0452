/// Why a change is not carried out as it stands, and what to do instead.
struct Objection: Equatable, CustomStringConvertible {
    /// The feature or document.
    var subject: String
    var message: String
    var advice: String
    /// Whether `--ship-directly --reason` overrules it.
    var yieldsToShippingDirectly = false

    var description: String { "\(subject): \(message)\n  \(advice)".withoutControlsButLines }
}

extension String {
    /// `withoutControls`, line by line.
    fileprivate var withoutControlsButLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).withoutControls }
            .joined(separator: "\n")
    }
}
