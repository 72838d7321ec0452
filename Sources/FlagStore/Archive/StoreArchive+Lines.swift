// An archive as a file: lines of canonical JSON. The first says what follows, the last counts and digests what came
// before it, so that a file that was cut off or altered is found out; docs/formats.md has every line.

package import FlagModel

extension StoreArchive {
    package static let format = "flagpost-backup"
    package static let version: Int64 = 1

    /// What the lines of one part are called, in the order in which they stand.
    enum Part: String, CaseIterable {
        case document, state, schedule, record, past
    }

    /// Every line but the last, without its line feed.
    ///
    /// - Parameter namespace: where it was taken; for people, and to restore it under the same name.
    package func lines(namespace: String) -> some Sequence<JSONValue> {
        // In one order, whatever the store's: the same contents make the same file.
        let documents = load.documents.sorted { "\($0.id)" < "\($1.id)" }
        let states = load.states.sorted { $0.state.key < $1.state.key }
        let past = self.past.sorted {
            ($0.replacedAt, "\($0.document)", $0.digest) < ($1.replacedAt, "\($1.document)", $1.digest)
        }
        let parts: [any Sequence<JSONValue>] = [
            CollectionOfOne(header(namespace: namespace)), documents.lazy.map(\.line),
            states.lazy.map(\.line),
            load.schedules.lazy.map { ["schedule": $0.json] as JSONValue }, log.lazy.map(\.archiveLine),
            past.lazy.map(\.line),
        ]
        return parts.lazy.flatMap { AnySequence($0) }
    }

    /// How many `lines` there are.
    package var lineCount: Int { 1 + counts.values.reduce(0, +) }

    private var counts: [Part: Int] {
        [
            .document: load.documents.count, .state: load.states.count, .schedule: load.schedules.count,
            .record: log.count, .past: past.count,
        ]
    }

    private func header(namespace: String) -> JSONValue {
        [
            "format": .string(Self.format), "version": .integer(Self.version), "namespace": .string(namespace),
            "lineage": load.lineage.json, "now": .integer(load.now), "committed": .integer(load.committedAt),
            "unit_key": .string(Hexadecimal.text(load.unitKey)), "checkpoint": checkpoint?.json ?? .null,
            "counts": .object(
                Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, .integer(Int64($0.value))) })),
        ]
    }
}

extension AuditChain.Checkpoint {
    package var json: JSONValue { ["revision": .integer(Int64(clamping: revision)), "chain": .string(chain)] }

    /// `nil` where it cannot be read.
    package init?(json: JSONValue) {
        guard let revision = json["revision"]?.integer.flatMap(UInt64.init(exactly:)), let chain = json["chain"]?.string
        else { return nil }
        self.init(revision: revision, chain: chain)
    }
}

extension StoredDocument {
    fileprivate var line: JSONValue {
        var members: [String: JSONValue] = [
            "document": .string(id.description), "revision": .integer(Int64(clamping: revision)),
            "digests": .object(digests.mapValues(JSONValue.string)),
        ]
        members.merge(ArchivedBody.members(body)) { $1 }
        if let deletedAt { members["deleted"] = .integer(deletedAt) }
        return .object(members)
    }

    init?(line: JSONValue) {
        guard let id = (line["document"]?.string).flatMap(DocumentID.init(_:)),
            let revision = line["revision"]?.integer.flatMap(UInt64.init(exactly:)),
            let body = ArchivedBody.read(line), body != nil || line["deleted"] != nil
        else { return nil }
        self.init(
            id: id, revision: revision, body: body,
            digests: (line["digests"]?.object ?? [:]).compactMapValues(\.string), deletedAt: line["deleted"]?.integer)
    }
}

extension StoredState {
    fileprivate var line: JSONValue { ["state": state.json, "revision": .integer(Int64(clamping: revision))] }

    /// A state that says something that cannot be read is refused: it might be a restriction.
    init?(line: JSONValue) {
        var faults: [String] = []
        guard let revision = line["revision"]?.integer.flatMap(UInt64.init(exactly:)), let json = line["state"],
            let state = try? FeatureState(json: json, faults: &faults), faults.isEmpty
        else { return nil }
        self.init(revision: revision, state: state)
    }
}

extension ChangeRecord {
    fileprivate var archiveLine: JSONValue {
        [
            "record": .integer(Int64(clamping: revision)), "at": .integer(at),
            "payload": .string(String(decoding: text, as: UTF8.self)), "digest": .string(payloadDigest),
            "chain": .string(chain),
        ]
    }

    init?(archiveLine line: JSONValue) {
        guard let revision = line["record"]?.integer.flatMap(UInt64.init(exactly:)), let at = line["at"]?.integer,
            let text = line["payload"]?.string, let digest = line["digest"]?.string, let chain = line["chain"]?.string
        else { return nil }
        self.init(revision: revision, at: at, text: Array(text.utf8), payloadDigest: digest, chain: chain)
    }
}

extension StoreArchive.PastContent {
    fileprivate var line: JSONValue {
        var members: [String: JSONValue] = [
            "past": .string(document.description), "digest": .string(digest),
            "replaced": .integer(Int64(clamping: replacedAt)),
        ]
        members.merge(ArchivedBody.members(body)) { $1 }
        return .object(members)
    }

    init?(line: JSONValue) {
        guard let id = (line["past"]?.string).flatMap(DocumentID.init(_:)), let digest = line["digest"]?.string,
            let replaced = line["replaced"]?.integer.flatMap(UInt64.init(exactly:)),
            let body = (ArchivedBody.read(line) ?? nil)
        else { return nil }
        self.init(document: id, digest: digest, replacedAt: replaced, body: body)
    }
}

/// A body in a line: a text as it is, anything else in hexadecimal.
private enum ArchivedBody {
    static func members(_ body: [UInt8]?) -> [String: JSONValue] {
        guard let body else { return [:] }
        guard let text = String(validating: body, as: UTF8.self) else {
            return ["bytes": .string(Hexadecimal.text(body))]
        }
        return ["body": .string(text)]
    }

    /// - Returns: `nil` where it cannot be read, `.some(nil)` where there is none.
    static func read(_ line: JSONValue) -> [UInt8]?? {
        if let body = line["body"] { return body.string.map { .some(Array($0.utf8)) } }
        guard let bytes = line["bytes"] else { return .some(nil) }
        return bytes.string.flatMap(Hexadecimal.bytes).map { .some($0) }
    }
}
