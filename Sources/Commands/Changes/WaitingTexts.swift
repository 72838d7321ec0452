import FlagModel
import FlagStore

/// Where else in the store a prompt's text stands while it is taken out: in what waits for approval or for its time.
struct WaitingTexts {
    /// A line for each, with what to do about it.
    var descriptions: [String] = []

    static func look(
        for version: Prompt, schedules: [Schedule], in store: any DocumentStore
    ) async throws(StoreError) -> WaitingTexts {
        WaitingTexts(
            of: version, proposals: try await PatientStore(store: store).proposals(), schedules: schedules)
    }

    init(of version: Prompt, proposals: [StoredProposal], schedules: [Schedule]) {
        func holds(_ changes: [DocumentChange]) -> Bool { changes.contains { Self.holds($0, version) } }
        for stored in proposals {
            guard case .documents(let changes, _) = stored.proposal.content, holds(changes) else { continue }
            let advice =
                stored.end == nil
                ? "have it taken back: flagpost proposals take-back \(stored.proposal.id.name)"
                : "it ended, and is kept for 30 days"
            descriptions.append("proposal \(stored.proposal.id) holds the text, too; \(advice)")
        }
        for schedule in schedules where holds(schedule.changes) {
            descriptions.append(
                "scheduled change \(schedule.id) for \(Timestamp.text(schedule.at)) holds the text, too; call it off: "
                    + "flagpost proposals call-off \(schedule.id)")
        }
    }

    private static func holds(_ change: DocumentChange, _ version: Prompt) -> Bool {
        guard change.id.kind == DocumentKind.prompt.rawValue, let body = change.body,
            let value = try? JSONValue.parse(body)
        else { return false }
        return value["sha256"]?.string == version.digest && (value["text"] != nil || value["messages"] != nil)
    }
}
