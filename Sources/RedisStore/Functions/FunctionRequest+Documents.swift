// Requests for documents and restrictions in force, and for the past that is kept.

import FlagModel
import FlagStore
import RedisClient

extension FunctionRequest<Lineage> {
    static func initialize(store: String, unitKey: [UInt8]) -> FunctionRequest {
        FunctionRequest("initialize", ["store": .text(store), "unit_key": .bytes(unitKey)]) {
            answer throws(StoreError) in try answer.lineage()
        }
    }

    static var lineage: FunctionRequest {
        FunctionRequest("lineage") { answer throws(StoreError) in try answer.lineage() }
    }
}

extension FunctionRequest<StoreLoad> {
    static func load(since revision: UInt64?) -> FunctionRequest {
        FunctionRequest("load", ["since": revision.map { .number($0) }], timeout: bulkTimeout) {
            answer throws(StoreError) in try answer.load(isComplete: revision == nil)
        }
    }

    static func restrictions(since revision: UInt64?) -> FunctionRequest {
        FunctionRequest("restrictions", ["since": revision.map { .number($0) }]) { answer throws(StoreError) in
            try answer.load(isComplete: revision == nil)
        }
    }

    static func documents(_ ids: [DocumentID]) -> FunctionRequest {
        FunctionRequest("documents", ["documents": .texts(ids.map(\.description))]) { answer throws(StoreError) in
            try answer.load(isComplete: false)
        }
    }
}

extension FunctionRequest<[ChangeRecord]> {
    /// - Parameter revision: the newest one wanted.
    static func history(through revision: UInt64?, count: Int) -> FunctionRequest {
        FunctionRequest(
            "history", ["through": revision.map { .number($0) }, "count": .number(count)], timeout: bulkTimeout
        ) { answer throws(StoreError) in
            try answer.list("records").compactMap(ChangeRecord.init(entry:))
        }
    }
}

extension FunctionRequest<[String: [UInt8]]> {
    /// Bodies by their digests.
    static func contents(_ references: [ContentReference]) -> FunctionRequest {
        let wanted = references.map { reference -> FunctionArgument in
            ["document": .text(reference.document.description), "digest": .text(reference.digest)]
        }
        return FunctionRequest("contents", ["contents": .list(wanted)], timeout: bulkTimeout) {
            answer throws(StoreError) in
            let pairs = try answer.list("contents").compactMap { entry -> (String, [UInt8])? in
                guard let parts = entry.array, parts.count == 2, let digest = parts[0].text, let body = parts[1].bytes
                else { return nil }
                return (digest, body)
            }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
    }
}

extension FunctionRequest<[StoreArchive.PastContent]> {
    static func past(from first: Int, count: Int) -> FunctionRequest {
        FunctionRequest("past", ["first": .number(first), "count": .number(count)], timeout: bulkTimeout) {
            answer throws(StoreError) in
            var contents: [StoreArchive.PastContent] = []
            for entry in try answer.list("past") {
                guard let content = StoreArchive.PastContent(entry: entry) else { throw answer.unreadable("past") }
                contents.append(content)
            }
            return contents
        }
    }
}

extension FunctionRequest<AuditChain.Checkpoint?> {
    /// `nil` where the log was never trimmed.
    static var checkpoint: FunctionRequest {
        FunctionRequest("checkpoint") { answer throws(StoreError) in
            let parts = try answer.text("checkpoint").split(separator: " ")
            guard parts.count == 2, let revision = UInt64(parts[0]) else { return nil }
            return AuditChain.Checkpoint(revision: revision, chain: String(parts[1]))
        }
    }
}

extension FunctionAnswer {
    fileprivate func load(isComplete: Bool) throws(StoreError) -> StoreLoad {
        var load = StoreLoad(
            lineage: try lineage(), now: try time("now"), committedAt: try time("committed"),
            unitKey: try bytes("unit_key"), isComplete: isComplete, documents: [], states: [])
        for entry in try list("specs") { load.add(spec: entry.array ?? []) }
        for entry in try list("states") { load.add(state: entry.array ?? []) }
        for entry in try list("schedules") { load.add(schedule: entry.array ?? []) }
        load.faults += try faults()
        if load.unitKey.count != 16 {
            load.faults.append(.init(name: "meta", reason: "unit-key: should be 16 bytes; the one that is known stays"))
        }
        load.documents.sort { ($0.id.kind, $0.id.key) < ($1.id.kind, $1.id.key) }
        load.states.sort { $0.state.key < $1.state.key }
        return load
    }
}
