// One line of the change log. Each is chained to the one before by a digest over digests of contents: a text that is
// redacted later leaves the chain whole, and a record that is altered, left out or put in breaks it from there on.

package import FlagModel

/// Who changed what, when and why.
package struct ChangeRecord: Sendable, Equatable {
    package var revision: UInt64
    /// The store's clock, Unix milliseconds.
    package var at: Int64
    /// The payload as stored. A newer version may say more in it than `payload` knows.
    package var text: [UInt8]
    package var payload: ChangePayload
    /// SHA-256 of `text`, as its author stated it.
    package var payloadDigest: String
    /// `AuditChain.link` over this record and all before it.
    package var chain: String

    package init(revision: UInt64, at: Int64, payload: ChangePayload, payloadDigest: String, chain: String) {
        self.revision = revision
        self.at = at
        self.text = payload.text
        self.payload = payload
        self.payloadDigest = payloadDigest
        self.chain = chain
    }

    /// As read back: a text that cannot be read becomes a record that says nothing.
    package init(revision: UInt64, at: Int64, text: [UInt8], payloadDigest: String, chain: String) {
        self.revision = revision
        self.at = at
        self.text = text
        self.payload = ChangePayload(json: (try? JSONValue.parse(text)) ?? .null)
        self.payloadDigest = payloadDigest
        self.chain = chain
    }

    package var attribution: Attribution { payload.attribution }
    /// A sentence for each thing it did.
    package var changes: [String] { payload.changes.map { $0.sentence() } }
    package var evidence: JSONValue { payload.evidence }
}

/// What the author of a change says of it; stores keep it as an opaque text.
package struct ChangePayload: Sendable, Equatable {
    package var attribution: Attribution
    package var changes: [LoggedChange]
    /// A trip's numbers; `null` for people's changes.
    package var evidence: JSONValue
    /// The proposal it carries out.
    package var proposal: ProposalID?

    package init(
        attribution: Attribution, changes: [LoggedChange], evidence: JSONValue = .null,
        proposal: ProposalID? = nil
    ) {
        self.attribution = attribution
        self.changes = changes
        self.evidence = evidence
        self.proposal = proposal
    }

    /// Canonical JSON.
    package var text: [UInt8] { json.canonical }

    package var digest: String { Digest.hexadecimal(of: text) }
}

extension ChangePayload {
    package var json: JSONValue {
        [
            "commit": .string(attribution.commitID),
            "actor": .string(attribution.actor),
            "behalf": attribution.onBehalfOf.map { .string($0) } ?? .null,
            "reason": .string(attribution.reason),
            "source": .string(attribution.source),
            "origin": .string(attribution.origin),
            "changes": .array(changes.map(\.json)),
            "evidence": evidence,
            "proposal": proposal.map { ["author": .string($0.author), "name": .string($0.name)] } ?? .null,
        ]
    }

    /// What is missing gets its empty value: a record that a newer version wrote must still be readable.
    package init(json: JSONValue) {
        let proposal = json["proposal"]
        self.init(
            attribution: Attribution(
                commitID: json["commit"]?.string ?? "", actor: json["actor"]?.string ?? "",
                onBehalfOf: json["behalf"]?.string, reason: json["reason"]?.string ?? "",
                source: json["source"]?.string ?? "", origin: json["origin"]?.string ?? ""),
            changes: (json["changes"]?.array ?? []).map(LoggedChange.init(json:)),
            evidence: json["evidence"] ?? .null,
            proposal: (proposal?["author"]?.string).flatMap { author in
                (proposal?["name"]?.string).map { ProposalID(author: author, name: $0) }
            })
    }
}

extension DocumentID {
    /// `kind/key`; `nil` for anything else.
    package init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        self.init(kind: String(text[..<slash]), key: String(text[text.index(after: slash)...]))
    }
}
