import FlagModel
import FlagStore

/// Where a prompt's text still stands in the store after it was taken out: in what waits for its time, or for approval
/// where the store could not end that itself.
struct WaitingTexts {
    /// A line for each, with what to do about it.
    var descriptions: [String] = []

    /// What cannot be looked at is said to be so: the redaction itself stands.
    static func look(for version: Prompt, in store: any DocumentStore) async throws(StoreError) -> WaitingTexts {
        let schedules = try await PatientStore(store: store).load().schedules
        do throws(StoreError) {
            let proposals = try await PatientStore(store: store).proposals()
            return WaitingTexts(of: version, proposals: proposals, schedules: schedules)
        } catch {
            var texts = WaitingTexts(of: version, proposals: [], schedules: schedules)
            texts.descriptions.append("whether a proposal holds the text is not known: \(error)")
            return texts
        }
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
