package import FlagModel
package import FlagStore

/// What one person changed alone, and what brings it back by itself.
package struct BreakGlass: Sendable, Equatable {
    /// How long it lasts: 60 minutes.
    package static let milliseconds: Int64 = 60 * 60_000
    /// What the record says of such a change, beside what it came through.
    static let mark = "--break-glass"
    /// The same of what brings it back.
    package static let endSource = "end of break-glass"

    package var schedule: Schedule

    package init(_ schedule: Schedule) { self.schedule = schedule }

    /// - Parameters:
    ///   - now: the store's clock, Unix milliseconds.
    ///   - attribution: of the change itself.
    package init(
        bringingBack changes: [DocumentChange] = [], operations: [Schedule.Operation] = [], now: Int64,
        by attribution: Attribution
    ) {
        var later = attribution
        later.source = Self.endSource
        schedule = Schedule(
            id: attribution.commitID, at: now + Self.milliseconds, purpose: .breakGlass, changes: changes,
            operations: operations, attribution: later)
    }

    /// `feature/support-chat, kill support-chat`.
    package var subject: String {
        (schedule.changes.map(\.id.description) + schedule.operations.map { $0.operation.summary(key: $0.key) })
            .joined(separator: ", ").withoutControls
    }

    /// Features, prompts and the like whose documents go back, and features whose state does.
    package func concerns(_ id: DocumentID) -> Bool {
        schedule.changes.contains { $0.id == id }
            || id.kind == DocumentKind.feature.rawValue && schedule.operations.contains { $0.key == id.key }
    }

    package func json(now: Int64) -> JSONValue {
        [
            "id": .string(schedule.id), "by": .string(schedule.attribution.actor), "until": .integer(schedule.at),
            "left_ms": .integer(max(0, schedule.at - now)), "reason": .string(schedule.attribution.reason),
            "documents": .array(schedule.changes.map { .string($0.id.description) }),
            "operations": .array(
                schedule.operations.map { .string($0.operation.summary(key: $0.key)) }),
        ]
    }
}

extension StoreLoad {
    /// Those that are running, the one that ends first in front.
    package var breakGlasses: [BreakGlass] { schedules.filter { $0.purpose == .breakGlass }.map(BreakGlass.init) }

    /// Approved changes with a date.
    package var plannedSchedules: [Schedule] { schedules.filter { $0.purpose == .planned } }
}

extension NamespaceContents {
    /// Whether a document was changed by one person alone, and goes back by itself.
    package func isUnderBreakGlass(_ id: DocumentID) -> Bool {
        load.breakGlasses.contains { $0.schedule.changes.contains { $0.id == id } }
    }

    /// What the namespace holds by what was approved: as it will be when all break-glass is over.
    package var approved: NamespaceContents {
        var load = load
        for change in load.breakGlasses.flatMap(\.schedule.changes) {
            load.documents = load.documents.map { document in
                guard document.id == change.id else { return document }
                var document = document
                document.body = change.body
                document.digests = change.digests
                return document
            }
        }
        return NamespaceContents(load)
    }
}
