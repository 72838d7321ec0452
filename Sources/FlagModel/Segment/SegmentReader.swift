/// Reads a segment.
struct SegmentReader: DocumentReading {
    var findings: Findings

    static let fields = FieldSet(
        what: "a segment", fields: DocumentHead.fields(of: .segment) + [when], isNarrowing: true)

    static let when = FieldOutline(
        "when", ConditionReader.schema(mayNameSegments: false), "Conditions, all of which must hold.",
        example: "for example when: {plan: [enterprise]}")

    /// `nil` where an error was found, here or before in the same document.
    mutating func read(_ mapping: FieldMapping, key: String?) -> Segment? {
        let mark = findings.mark
        findings.check(mapping.members, mapping.path, against: Self.fields)
        let path = mapping.path.appending(Self.when.name)
        guard let when = mapping[Self.when.name] else {
            findings.error(mapping.line, path, "is missing", hint: Self.when.example)
            return nil
        }
        var reader = ConditionReader(mayNameSegments: false)
        let conditions = reader.read(when, path, &findings)
        guard !findings.hasErrors(since: mark), let key else { return nil }
        return Segment(key: key, conditions: conditions)
    }
}
