// The `last-good` file: the mirror as canonical JSON, so that an agent starts from it when the store is away.
//
// {format, lineage: {store, epoch, revision, adopted}, chain, unitKey, documents: [{kind, key, revision, body, good,
//  unused}], states: [{revision, state}], rewind: null | {reason, found: null | lineage, states: [state]}}; `good` only
// where the last form that compiled is another than `body`; without `body` it is deleted and still part of something;
// `unused` where no form of it has been in use.
// `confirmed: false` where no store that can know the newest has said any of it; `heard: [{state, limit}]` is what
// restricts besides, with `limit: {rollout: null | state}` where a rollout was heard to be less far.

package import FlagModel
import FlagStore

extension Mirror {
    private static let format: Int64 = 1

    /// Hands out the file's bytes piece by piece: a document at a time, so that no second copy of them is ever in memory.
    package func writeLastGood<Failure: Error>(_ write: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        guard let lineage else { return try write(JSONValue.null.canonical) }
        var members: [String: JSONValue] = [
            "format": .integer(Self.format),
            "lineage": lineage.json,
            "chain": (link?.revision == lineage.revision ? link?.chain : nil).map(JSONValue.string) ?? .null,
            "unitKey": .string(Hexadecimal.text(unitKey)),
            "states": .array(
                states.values.map { ["revision": .integer(Int64(clamping: $0.revision)), "state": $0.state.json] }),
            "rewind": rewind?.json ?? .null,
        ]
        if !isConfirmed { members["confirmed"] = false }
        if !hearsay.restrictions.isEmpty {
            members["heard"] = .array(hearsay.restrictions.values.map(\.json))
        }
        try write(JSONValue.object(members).canonical.dropLast() + #","documents":["#.utf8)
        var isFirst = true
        for entry in entries.values {
            try write((isFirst ? [] : [UInt8(ascii: ",")]) + Self.json(entry).canonical)
            isFirst = false
        }
        try write(Array("]}".utf8))
    }

    private static func json(_ entry: Entry) -> JSONValue {
        var members: [String: JSONValue] = [
            "kind": .string(entry.stored.id.kind),
            "key": .string(entry.stored.id.key),
            "revision": .integer(Int64(clamping: entry.stored.revision)),
        ]
        members["body"] = entry.stored.body.map { .string(String(decoding: $0, as: UTF8.self)) }
        if let good = entry.goodBody, good != entry.stored.body {
            members["good"] = .string(String(decoding: good, as: UTF8.self))
        }
        if entry.goodBody == nil { members["unused"] = true }
        return .object(members)
    }

    /// Restores a mirror. What cannot be read is left out, each with its reason in `unreadable`; a file that says
    /// nothing of its lineage gives `nil`.
    package init?(lastGood: JSONValue) {
        guard lastGood["format"]?.integer == Self.format,
            let lineage = lastGood["lineage"].flatMap(Lineage.init(json:)),
            let unitKey = lastGood["unitKey"]?.string.flatMap(Hexadecimal.bytes), unitKey.count == 16
        else { return nil }
        self.init()
        var load = StoreLoad(lineage: lineage, unitKey: unitKey, isComplete: true, documents: [], states: [])
        var goodBodies: [DocumentID: [UInt8]] = [:]
        var deleted: [DocumentID] = []
        for (index, document) in (lastGood["documents"]?.array ?? []).enumerated() {
            guard let kind = document["kind"]?.string, let key = document["key"]?.string,
                let revision = document["revision"]?.integer,
                let body = document["body"]?.string ?? document["good"]?.string
            else {
                load.faults.append(
                    .init(name: "last-good document \(index)", reason: "it has no kind, key, body or revision"))
                continue
            }
            let id = DocumentID(kind: kind, key: key)
            if document["body"] == nil { deleted.append(id) }
            load.documents.append(
                StoredDocument(id: id, revision: UInt64(clamping: revision), body: [UInt8](body.utf8)))
            if document["unused"]?.bool != true {
                goodBodies[id] = document["good"]?.string.map { [UInt8]($0.utf8) } ?? load.documents.last?.body
            }
        }
        for (index, entry) in (lastGood["states"]?.array ?? []).enumerated() {
            guard let json = entry["state"], let state = try? FeatureState(json: json) else {
                load.faults.append(.init(name: "last-good state \(index)", reason: "it cannot be read"))
                continue
            }
            load.states.append(StoredState(revision: UInt64(clamping: entry["revision"]?.integer ?? 0), state: state))
        }
        _ = take(load)
        for (id, body) in goodBodies { entries[id]?.keptBody = body }
        for id in deleted { entries[id]?.stored.body = nil }
        if let chain = lastGood["chain"]?.string { keep(.init(revision: lineage.revision, chain: chain)) }
        if let rewind = lastGood["rewind"].flatMap(Rewind.init(json:)) { keep(rewind) }
        let heard = (lastGood["heard"]?.array ?? []).compactMap(HeardRestrictions.init(json:))
        keep(
            Hearsay(restrictions: Dictionary(heard.map { ($0.state.key, $0) }, uniquingKeysWith: { $1 })),
            isConfirmed: lastGood["confirmed"] != .bool(false))
    }
}

/// Kept, or a restarted agent would follow a store whose counter has passed its own again, and widen.
extension Mirror.Rewind {
    fileprivate var json: JSONValue {
        [
            "reason": .string(reason), "found": found?.json ?? .null,
            "states": .array(states.values.map(\.json)),
        ]
    }

    fileprivate init?(json: JSONValue) {
        guard let reason = json["reason"]?.string else { return nil }
        let states = (json["states"]?.array ?? []).compactMap { try? FeatureState(json: $0) }
        self.init(
            reason: reason, found: json["found"].flatMap(Lineage.init(json:)),
            states: Dictionary(states.map { ($0.key, $0) }, uniquingKeysWith: { $1 }))
    }
}

extension Mirror.HeardRestrictions {
    fileprivate var json: JSONValue {
        // A state of which only the rollout is looked at.
        var members = ["state": state.json]
        if let rollout {
            members["limit"] = [
                "rollout": rollout.rollout.map { FeatureState(key: state.key, rollout: $0).json } ?? .null
            ]
        }
        return .object(members)
    }

    fileprivate init?(json: JSONValue) {
        guard let state = json["state"].flatMap({ try? FeatureState(json: $0) }) else { return nil }
        self.init(state: state.onlyRestricting)
        guard let limit = json["limit"]?.object?["rollout"] else { return }
        rollout = Mirror.RolloutLimit(rollout: (try? FeatureState(json: limit))?.rollout)
    }
}
