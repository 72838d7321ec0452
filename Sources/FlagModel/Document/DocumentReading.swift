/// Reads one kind of document.
protocol DocumentReading {
    associatedtype Meaning

    var findings: Findings { get }

    /// `nil` where an error was found; it is among the findings.
    ///
    /// - Parameter key: the document's; a kind of which a namespace has one does not need it.
    mutating func read(_ mapping: FieldMapping, key: String?) -> Meaning?
}
