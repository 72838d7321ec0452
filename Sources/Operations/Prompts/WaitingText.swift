import FlagModel
import FlagStore

/// Where a prompt's text still stands in the store after it was taken out: in what waits for its time, or for approval
/// if the store could not end that itself.
package struct WaitingText: Sendable, Equatable {
    /// `proposal redis:ann/k3f9ap holds the text, too`.
    package var description: String
    /// What to do about it; `nil` if it goes by itself.
    package var remedy: Remedy?

    /// What cannot be looked at is said to be so: the redaction itself stands.
    static func find(of version: Prompt, in store: any DocumentStore) async throws(StoreError) -> [WaitingText] {
        let schedules = try await store.load(since: nil).schedules
        do throws(StoreError) {
            return find(of: version, proposals: try await store.proposals(), schedules: schedules)
        } catch {
            return find(of: version, proposals: [], schedules: schedules)
                + [WaitingText(description: "whether a proposal holds the text is not known: \(error)")]
        }
    }

    static func find(of version: Prompt, proposals: [StoredProposal], schedules: [Schedule]) -> [WaitingText] {
        func holds(_ changes: [DocumentChange]) -> Bool { changes.contains { Self.holds($0, version) } }
        let proposed = proposals.compactMap { stored -> WaitingText? in
            guard case .documents(let changes, _) = stored.proposal.content, holds(changes) else { return nil }
            let holder = "proposal \(stored.proposal.id) holds the text, too"
            guard stored.end == nil else {
                return WaitingText(description: "\(holder); it ended, and is kept for 30 days")
            }
            return WaitingText(description: holder, remedy: .takeBack(stored.proposal.id.name))
        }
        let scheduled = schedules.filter { holds($0.changes) }.map { schedule in
            WaitingText(
                description: "scheduled change \(schedule.id) for \(Timestamp.text(schedule.at)) holds the text, too",
                remedy: .callOff(schedule.id))
        }
        return proposed + scheduled
    }

    private static func holds(_ change: DocumentChange, _ version: Prompt) -> Bool {
        guard change.id.kind == DocumentKind.prompt.rawValue, let body = change.body,
            let value = try? JSONValue.parse(body)
        else { return false }
        return value["sha256"]?.string == version.digest && (value["text"] != nil || value["messages"] != nil)
    }
}
