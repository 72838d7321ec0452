import FlagModel
package import FlagStore
import RedisClient

extension RedisStore {
    package func archive() async throws(StoreError) -> StoreArchive {
        // Several calls see several moments: read again where something was committed meanwhile.
        for _ in 0..<10 {
            let before = try await lineage()
            let archive = StoreArchive(
                load: try await load(since: 0), checkpoint: try await checkpoint(),
                log: try await history(limit: .max).reversed(), past: try await pastContents())
            if archive.load.lineage == before, try await lineage() == before { return archive }
        }
        throw StoreError(.conflict, "\(location) is changed too often to be read as of one revision; try again")
    }

    private func pastContents() async throws(StoreError) -> [StoreArchive.PastContent] {
        var contents: [StoreArchive.PastContent] = []
        while true {
            var reply = try await functions.read(
                "past", .init(contents.count), .init(Self.page), timeout: FunctionCaller.bulkTimeout)
            let page = try reply.pastContents()
            contents += page
            if page.count < Self.page { return contents }
        }
    }

    package func restore(
        _ archive: StoreArchive, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try attribution.check()
        try await functions.loadLibrary()
        let id = RESPCommand.Argument(attribution.commitID)
        do throws(StoreError) {
            _ = try await functions.call("restore", ["begin", id])
            for pieces in archive.pieces {
                _ = try await functions.call("restore", ["put", id] + pieces, timeout: FunctionCaller.bulkTimeout)
            }
        } catch  where error.code == .held {
            // It may be there because of this very call, whose answer was lost: the end knows its id.
        }
        return try await change("restore", ["finish", id] + archive.conclusion(by: attribution))
    }
}

extension StoreArchive {
    /// Bytes that one call carries, more or less: nobody else is served meanwhile.
    private static let bytesAtOnce = 1 << 20

    /// Everything but what makes the namespace known, in calls of bearable size.
    fileprivate var pieces: [[RESPCommand.Argument]] {
        var calls: [[RESPCommand.Argument]] = []
        var call: [RESPCommand.Argument] = []
        var bytes = 0
        for (piece, size) in allPieces {
            call += piece
            bytes += size
            if bytes > Self.bytesAtOnce || call.count > 5_000 {
                calls.append(call)
                (call, bytes) = ([], 0)
            }
        }
        return call.isEmpty ? calls : calls + [call]
    }

    private var allPieces: [(arguments: [RESPCommand.Argument], size: Int)] {
        let specs = load.documents.map { document in
            let change = DocumentChange(
                id: document.id, expected: 0, body: document.body, digests: document.digests)
            let arguments: [RESPCommand.Argument] = [
                "spec", .init(document.id.description), .init(document.revision), .init(document.body ?? []),
                .init(change.digestText), .init(change.contentDigest ?? ""),
                .init(document.body == nil ? String(document.deletedAt ?? 0) : ""),
            ]
            return (arguments, document.body?.count ?? 0)
        }
        let states = load.states.map { stored in
            let fields = stored.fields
            let head: [RESPCommand.Argument] = ["state", .init(stored.state.key), .init(fields.count)]
            return (head + fields, 1_000)
        }
        let records = log.map { record in
            let text = record.text
            let arguments: [RESPCommand.Argument] = [
                "log", .init(record.revision), .init(record.at), .init(text), .init(record.payloadDigest),
                .init(record.chain),
            ]
            return (arguments, text.count)
        }
        let contents = past.map { content in
            let arguments: [RESPCommand.Argument] = [
                "past", .init("\(content.digest) \(content.document)"), .init(content.replacedAt), .init(content.body),
            ]
            return (arguments, content.body.count)
        }
        let schedules = load.schedules.map { schedule in
            (["schedule"] + schedule.arguments, schedule.changes.reduce(0) { $0 + ($1.body?.count ?? 0) })
        }
        return specs + states + records + contents + schedules
    }

    fileprivate func conclusion(by attribution: Attribution) -> [RESPCommand.Argument] {
        let live = load.documents.compactMap(\.body)
        let chain = log.last?.chain ?? checkpoint?.chain ?? AuditChain.origin
        let payload = ChangePayload.restoration(of: self, by: attribution).text
        return [
            .init(load.lineage.storeID), .init(load.lineage.epoch + 1), .init(load.lineage.revision),
            .init(load.lineage.adoptedEpoch), .init(load.committedAt), .init(load.unitKey), .init(live.count),
            .init(live.reduce(0) { $0 + $1.count }), .init(chain),
            .init(checkpoint.map { "\($0.revision) \($0.chain)" } ?? ""), .init(payload),
            .init(Digest.hexadecimal(of: payload)),
        ]
    }
}
