// What a proposal comes to, in one text: approvals name its digest, and the store lets through only a change that comes
// to the same.

import FlagModel

extension Proposal {
    /// A line for each thing it would do; `Commit.terms` and `StateOperation.terms` say the same of a change.
    package var terms: String {
        switch content {
        case .documents(let changes, let move): Commit.terms(changes, moving: move, at: applyAt)
        case .operation(let operation, let key): operation.terms(key: key)
        }
    }

    /// SHA-256 of the terms, in hexadecimal.
    package var digest: String { Digest.hexadecimal(of: Array(terms.utf8)) }
}

extension Commit {
    /// Of what is carried out now, or falls due by a planned schedule.
    package var terms: String {
        if let schedule, schedule.purpose == .planned {
            return Self.terms(schedule.changes, moving: move, at: schedule.at)
        }
        return Self.terms(changes, moving: move, at: nil)
    }

    fileprivate static func terms(_ changes: [DocumentChange], moving move: StateMove?, at: Int64?) -> String {
        var lines = changes.map(\.terms)
        if let move { lines.append("move \(move.from) \(move.to)") }
        if let at { lines.append("at \(at)") }
        return lines.joined(separator: "\n")
    }
}

extension DocumentChange {
    /// Its line of a proposal's terms.
    package var terms: String {
        guard let contentDigest else { return "delete \(id) \(expected)" }
        return "put \(id) \(expected) \(contentDigest) \(digestText)"
    }

    /// Canonical JSON of the variants' digests.
    package var digestText: String {
        body == nil ? "{}" : JSONValue.object(digests.mapValues(JSONValue.string)).canonicalText
    }
}

extension StateOperation {
    /// Those that widen; `nil`-like empty text for the others, which need nobody's approval.
    package func terms(key: String) -> String {
        switch self {
        case .restore(let variant, let expected): "restore \(key) \(variant ?? "") \(expected)"
        case .resume(let expected): "resume \(key)  \(expected)"
        case .stage(let step, let expected):
            "stage \(key) \(step.candidate) \(expected) \(step.id) \(step.salt) \(step.digest) \(step.share)"
        case .kill, .withdraw, .trip, .rollback, .pause: ""
        }
    }
}
