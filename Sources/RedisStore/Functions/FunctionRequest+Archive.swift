import FlagModel
import FlagStore

extension FunctionRequest<Void> {
    /// - Parameter id: of the commit that the restore ends with.
    static func beginRestore(_ id: String) -> FunctionRequest {
        FunctionRequest("begin_restore", ["restore": .text(id)])
    }

    static func putBack(_ pieces: ArchivePieces, in id: String) -> FunctionRequest {
        FunctionRequest("put_back", pieces.argument + ["restore": .text(id)], timeout: bulkTimeout)
    }
}

extension FunctionRequest<Receipt> {
    static func finishRestore(of archive: StoreArchive, by attribution: Attribution) -> FunctionRequest {
        let live = archive.load.documents.compactMap(\.body)
        let lineage = archive.load.lineage
        let payload = ChangePayload.restoration(of: archive, by: attribution).text
        return FunctionRequest(
            "finish_restore",
            [
                "restore": .text(attribution.commitID), "store": .text(lineage.storeID),
                "epoch": .number(lineage.epoch + 1), "revision": .number(lineage.revision),
                "adopted": .number(lineage.adoptedEpoch), "unit_key": .bytes(archive.load.unitKey),
                "documents": .number(live.count), "bytes": .number(live.reduce(0) { $0 + $1.count }),
                "chain": .text(archive.log.last?.chain ?? archive.checkpoint?.chain ?? AuditChain.origin),
                "checkpoint": .text(archive.checkpoint.map { "\($0.revision) \($0.chain)" } ?? ""),
                "payload": .bytes(payload), "payload_digest": .text(Digest.hexadecimal(of: payload)),
            ]
        ) { answer throws(StoreError) in try answer.receipt() }
    }
}

/// Parts of an archive that one call puts back.
struct ArchivePieces: Sendable {
    /// Bytes that one call carries, more or less: nobody else is served meanwhile.
    private static let bytesAtOnce = 1 << 20
    private static let piecesAtOnce = 1_000

    /// The kind of a piece, by the name of the function's list of them.
    private enum Kind: String, CaseIterable {
        case specs, states, log, past, schedules
    }

    private var pieces: [Kind: [FunctionArgument]] = [:]

    fileprivate var argument: FunctionArgument {
        .named(Kind.allCases.map { ($0.rawValue, .list(pieces[$0] ?? [])) })
    }

    /// Everything but what makes the namespace known, in calls of bearable size.
    static func all(of archive: StoreArchive) -> [ArchivePieces] {
        var calls: [ArchivePieces] = []
        var call = ArchivePieces()
        var (count, bytes) = (0, 0)
        for (kind, piece, size) in everything(of: archive) {
            call.pieces[kind, default: []].append(piece)
            count += 1
            bytes += size
            if bytes > bytesAtOnce || count >= piecesAtOnce {
                calls.append(call)
                (call, count, bytes) = (ArchivePieces(), 0, 0)
            }
        }
        return count == 0 ? calls : calls + [call]
    }

    private static func everything(of archive: StoreArchive) -> [(Kind, FunctionArgument, size: Int)] {
        let specs = archive.load.documents.map { document -> (Kind, FunctionArgument, size: Int) in
            let change = DocumentChange(
                id: document.id, expected: 0, body: document.body, digests: document.digests)
            return (
                .specs,
                [
                    "id": .text(document.id.description), "revision": .number(document.revision),
                    "body": document.body.map { .bytes($0) }, "digests": .text(change.digestText),
                    "digest": .text(change.contentDigest ?? ""),
                    "deleted": document.body == nil ? .number(document.deletedAt ?? 0) : nil,
                ], document.body?.count ?? 0
            )
        }
        let states = archive.load.states.map { stored -> (Kind, FunctionArgument, size: Int) in
            (
                .states,
                [
                    "key": .text(stored.state.key), "revision": .number(stored.revision),
                    "fields": .list(stored.fields.map { .bytes($0) }),
                ], 1_000
            )
        }
        let records = archive.log.map { record -> (Kind, FunctionArgument, size: Int) in
            let text = record.text
            return (
                .log,
                [
                    "revision": .number(record.revision), "at": .number(record.at), "payload": .bytes(text),
                    "digest": .text(record.payloadDigest), "chain": .text(record.chain),
                ], text.count
            )
        }
        let contents = archive.past.map { content -> (Kind, FunctionArgument, size: Int) in
            (
                .past,
                [
                    "id": .text("\(content.digest) \(content.document)"), "revision": .number(content.replacedAt),
                    "body": .bytes(content.body),
                ], content.body.count
            )
        }
        let schedules = archive.load.schedules.map { schedule -> (Kind, FunctionArgument, size: Int) in
            (.schedules, schedule.argument, schedule.changes.reduce(0) { $0 + ($1.body?.count ?? 0) })
        }
        return specs + states + records + contents + schedules
    }
}
