// The change log as a file that is kept elsewhere: a line of JSON for each record, between lines that name the link of
// the chain at which a stretch of records begins and ends. docs/formats.md has the fields.

package import FlagModel

package enum AuditExport {
    package static let format = "flagpost-audit/1"

    /// How much a line may hold.
    package static let limits = JSONLimits(bytes: 8 << 20, depth: 64, values: 1_000_000)

    /// What a line says.
    package enum Line: Sendable, Equatable {
        case checkpoint(AuditChain.Checkpoint, storeID: String, namespace: String)
        case record(ChangeRecord, storeID: String)
    }

    package static func checkpoint(
        _ checkpoint: AuditChain.Checkpoint, storeID: String, namespace: String
    ) -> JSONValue {
        [
            "format": .string(format), "checkpoint": checkpoint.json, "store": .string(storeID),
            "namespace": .string(namespace),
        ]
    }

    /// - Parameter time: the record's time as people read it.
    package static func record(_ record: ChangeRecord, storeID: String, time: String) -> JSONValue {
        guard case .object(var members) = record.payload.json else { return .null }
        members.merge([
            "revision": .integer(Int64(clamping: record.revision)), "at": .string(time), "at_ms": .integer(record.at),
            "store": .string(storeID), "payload": .string(String(decoding: record.text, as: UTF8.self)),
            "payload_sha256": .string(record.payloadDigest), "chain": .string(record.chain),
        ]) { $1 }
        return .object(members)
    }

    /// `nil` where the line is neither. What counts of a record is its payload's text; whether the fields beside it,
    /// which are for people and their tools, say the same, `forgedField` tells.
    package static func read(_ line: JSONValue) -> Line? {
        guard let storeID = line["store"]?.string else { return nil }
        if let checkpoint = line["checkpoint"].flatMap(AuditChain.Checkpoint.init(json:)) {
            guard line["format"]?.string == format else { return nil }
            return .checkpoint(checkpoint, storeID: storeID, namespace: line["namespace"]?.string ?? "")
        }
        guard let revision = line["revision"]?.integer.flatMap(UInt64.init(exactly:)),
            let at = line["at_ms"]?.integer, let text = line["payload"]?.string,
            let digest = line["payload_sha256"]?.string, let chain = line["chain"]?.string
        else { return nil }
        return .record(
            ChangeRecord(revision: revision, at: at, text: Array(text.utf8), payloadDigest: digest, chain: chain),
            storeID: storeID)
    }
}
