// Specs, states and log entries as the functions return them. One that cannot be read is named among the faults, and
// what it restricts holds all the same.

import FlagModel
import FlagStore
import RedisClient

extension StoreLoad {
    /// `[kind/key, revision, body or null, digests or null, time of deletion or null]`.
    ///
    /// What is not to be read comes as `[kind/key, null, why]`.
    mutating func add(spec entry: [RESPValue]) {
        if entry.count == 3, let name = entry[0].text, let reason = entry[2].text {
            faults.append(Fault(name: name, reason: reason))
            return
        }
        guard entry.count == 5, let name = entry[0].text, let id = DocumentID(name),
            let revision = entry[1].text.flatMap({ UInt64($0) })
        else {
            faults.append(Fault(name: entry.first?.text ?? "", reason: "a spec without its revision"))
            return
        }
        var document = StoredDocument(
            id: id, revision: revision, body: entry[2].bytes, deletedAt: entry[4].text.flatMap { Int64($0) })
        if let digests = entry[3].bytes {
            do {
                document.digests = (try JSONValue.parse(digests).object ?? [:]).compactMapValues(\.string)
            } catch {
                faults.append(Fault(name: name, reason: "digests: \(error)"))
            }
        }
        documents.append(document)
    }

    /// `[key, [field, value, ...]]`, see docs/store.md for the fields.
    mutating func add(state entry: [RESPValue]) {
        guard entry.count == 2, let key = entry[0].text, let fields = entry[1].array else {
            faults.append(Fault(name: "state", reason: "a state without its fields"))
            return
        }
        var reader = StateFields(key: key, limit: lineage.revision)
        for index in stride(from: 0, to: fields.count - 1, by: 2) {
            reader.read(fields[index].text ?? "", fields[index + 1].bytes ?? [])
        }
        do {
            let state = try FeatureState(json: reader.json, faults: &reader.faults)
            states.append(StoredState(revision: reader.revision, state: state))
        } catch {
            reader.faults.append("\(error)")
        }
        faults += reader.faults.map { Fault(name: "state/\(key)", reason: $0) }
    }
}

/// Puts the fields of a state hash together to the document that they stand for.
private struct StateFields {
    let key: String
    /// The namespace's revision: nothing was restored by a later one.
    let limit: UInt64
    var revision: UInt64 = 0
    var faults: [String] = []
    private var kill: JSONValue = .null
    private var withdrawn: [String: JSONValue] = [:]
    private var trips: [String: JSONValue] = [:]
    private var cleared: [String: JSONValue] = [:]
    private var rollout: [String: JSONValue] = [:]

    init(key: String, limit: UInt64) {
        self.key = key
        self.limit = limit
    }

    mutating func read(_ field: String, _ value: [UInt8]) {
        let name = String(field.dropFirst(2))
        switch field.prefix(2) {
        case _ where field == "revision": revision = UInt64(String(decoding: value, as: UTF8.self)) ?? 0
        case _ where field == "kill": kill = entry(field, value)
        case "w:": withdrawn[name] = entry(field, value)
        case "t:": trips[name] = entry(field, value)
        case "c:":
            let revision = Int64(String(decoding: value, as: UTF8.self)).flatMap { $0 <= limit ? $0 : nil }
            cleared[name] = revision.map(JSONValue.integer) ?? .bool(false)
        case _ where field == "!": faults.append(String(decoding: value, as: UTF8.self))
        case "r:": rollout[name] = name == "stages" ? stages(value) : .string(String(decoding: value, as: UTF8.self))
        default: faults.append("\(field): not a field that is known")
        }
    }

    var json: JSONValue {
        [
            "schema": .integer(FeatureState.schema), "key": .string(key), "kill": kill,
            "withdrawn": .object(withdrawn), "trips": .object(trips), "cleared": .object(cleared),
            "rollout": rollout.isEmpty ? .null : .object(rollout),
        ]
    }

    /// `<share>@<Unix milliseconds>` of each stage, with blanks between.
    private func stages(_ value: [UInt8]) -> JSONValue {
        .array(
            String(decoding: value, as: UTF8.self).split(separator: " ").map { stage in
                let parts = stage.split(separator: "@").map { Int64($0) }
                guard parts.count == 2, let share = parts[0], let since = parts[1] else { return .null }
                return ["share": .integer(share), "since": .integer(since)]
            })
    }

    /// Puts the store's stamp into the entry. What cannot be read becomes `true`, which still restricts.
    private mutating func entry(_ field: String, _ value: [UInt8]) -> JSONValue {
        guard let (at, text) = stamped(value), case .object(var members)? = try? JSONValue.parse(text) else {
            faults.append("\(field): cannot be read")
            return true
        }
        members["at"] = .integer(at)
        return .object(members)
    }
}

extension ChangeRecord {
    /// `[revision-0, [field, value, ...]]` of the log stream.
    init?(entry: RESPValue) {
        guard let parts = entry.array, parts.count == 2,
            let revision = parts[0].text.flatMap({ UInt64($0.prefix { $0 != "-" }) }), let list = parts[1].array
        else { return nil }
        let fields = list.fields
        func text(_ name: String) -> String { String(decoding: fields[name] ?? [], as: UTF8.self) }
        self.init(
            revision: revision, at: Int64(text("at")) ?? 0, text: fields["payload"] ?? [],
            payloadDigest: text("digest"), chain: text("chain"))
    }
}

extension [RESPValue] {
    /// What stands as field, value, field, value, ...
    var fields: [String: [UInt8]] {
        var fields: [String: [UInt8]] = [:]
        for index in stride(from: 0, to: count - 1, by: 2) {
            fields[self[index].text ?? ""] = self[index + 1].bytes
        }
        return fields
    }
}
