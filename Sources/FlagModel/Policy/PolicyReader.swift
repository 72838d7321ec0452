import FlagSnapshot

/// Reads a namespace's policy.
struct PolicyReader: DocumentReading {
    var findings: Findings

    enum BucketingName: String, Sendable, CaseIterable { case v3, v2 }

    static let fields = FieldSet(
        what: "a policy", fields: DocumentHead.fields(of: .policy) + [attributes, bucketing, approvals],
        later: ["roles", "notify"])

    static let attributes = Field(
        "attributes", .list(of: "attributes", atMost: 1_000, each: Shape<String>.attribute.schema),
        "Attributes that routes may name beside user, session and session_started_at; any that is not personal data unless said."
    )
    static let bucketing = Field(
        "bucketing", Shape<BucketingName>.choice,
        "Which of flagd's rules draws buckets: v3 unless hosts have older in-process clients.")
    static let approvals = Field(
        "approvals", .integer(2...10, of: "a number of people"),
        "People who must agree to a widening change of a protected feature, its author among them; 2 unless said.")

    /// `nil` where an error was found, here or before in the same document.
    mutating func read(_ mapping: FieldMapping, key: String?) -> Policy? {
        let mark = findings.mark
        findings.check(mapping.members, mapping.path, against: Self.fields)
        var policy = Policy()
        if let nodes = findings.read(Self.attributes, in: mapping) {
            let path = mapping.path.appending(Self.attributes.name)
            policy.attributes = nodes.enumerated().compactMap { index, node in
                Shape<String>.attribute.read(node, path.appending(index: index), &findings)
            }
        }
        if findings.read(Self.bucketing, in: mapping) == .v2 { policy.bucketing = .v2 }
        if let approvals = findings.read(Self.approvals, in: mapping) { policy.approvals = approvals }
        return findings.hasErrors(since: mark) ? nil : policy
    }
}
