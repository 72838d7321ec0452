import FlagModel
import FlagStore

/// One thing that happened while somebody watched.
enum WatchEvent: Equatable {
    /// Where watching begins, or begins again because the store lives another life.
    case begin(Lineage)
    case change(ChangeRecord)
    /// More changes than the log was asked for.
    case skipped(count: UInt64)
    case host(HostState)

    /// What this host's agent serves.
    struct HostState: Equatable {
        /// `nil`: no agent answers.
        var revision: Int64?
        /// `feature guard/target`, one for each trip.
        var trips: [String]
    }

    var json: JSONValue {
        switch self {
        case .begin(let lineage):
            [
                "event": "begin", "store_id": .string(lineage.storeID),
                "epoch": .integer(Int64(clamping: lineage.epoch)),
                "revision": .integer(Int64(clamping: lineage.revision)),
            ]
        case .change(let record):
            [
                "event": "change", "revision": .integer(Int64(clamping: record.revision)), "at": .integer(record.at),
                "actor": .string(record.attribution.actor),
                "on_behalf_of": record.attribution.onBehalfOf.map { .string($0) } ?? .null,
                "reason": .string(record.attribution.reason), "source": .string(record.attribution.source),
                "origin": .string(record.attribution.origin),
                "changes": .array(record.changes.map { .string($0) }), "evidence": record.evidence,
            ]
        case .skipped(let count): ["event": "skipped", "count": .integer(Int64(clamping: count))]
        case .host(let state):
            [
                "event": "host", "revision": state.revision.map { .integer($0) } ?? .null,
                "trips": .array(state.trips.map { .string($0) }),
            ]
        }
    }

    func line(on terminal: Terminal) -> String {
        switch self {
        case .begin(let lineage): return terminal.output("from revision \(lineage.revision) on", .faint)
        case .change(let record):
            let by = record.attribution
            let who = by.onBehalfOf.map { "\(by.actor) for \($0)" } ?? by.actor
            let text =
                "\(Timestamp.text(record.at))  revision \(record.revision)  \(record.payload.changes.map(EveryFeature.sentence).joined(separator: ", "))"
                + "  by \(who)\(by.origin.isEmpty ? "" : " on \(by.origin)") (\(by.source))"
                + (by.reason.isEmpty ? "" : ": \(by.reason)")
            let restricts = record.payload.changes.contains(where: \.restricts)
            return restricts ? terminal.output(text.withoutControls, .red) : text.withoutControls
        case .skipped(let count): return terminal.output("\(count) older changes are not shown", .yellow)
        case .host(let state):
            guard let revision = state.revision else {
                return terminal.output("this host: no agent answers", .yellow)
            }
            let trips = state.trips.isEmpty ? "" : ", trips: \(state.trips.joined(separator: ", "))"
            return "this host: revision \(revision)\(trips.withoutControls)"
        }
    }
}
