import FlagModel
import FlagStore
import SQLiteStore

/// Every kind of change, over and over: documents that always change together, states, plans that fall due, proposals
/// that are carried out, and a log that is trimmed.
struct EndlessChanges {
    var store: SQLiteStore
    static let together = ["a", "b", "c"]

    func run() async throws {
        while true {
            let load = try await store.load(since: nil)
            let revision = load.lineage.revision
            try await changeTogether(load)
            switch revision % 5 {
            case 0: try await plan(load)
            case 1: try await carryOut(revision)
            case 2: try await trim(before: revision)
            default: try await withdraw(revision)
            }
        }
    }

    private func attribution(_ id: String) -> Attribution {
        Attribution(commitID: id, actor: "uid:kim@desk", reason: "because", source: "cli")
    }

    private func say(_ id: String, _ receipt: Receipt) { StoreFixture.say("\(id) \(receipt.lineage.revision)") }

    private func changeTogether(_ load: StoreLoad) async throws {
        let body = Array("\"\(load.lineage.revision)\(String(repeating: "x", count: 6_000))\"".utf8)
        let changes = Self.together.map { key in
            let id = DocumentID(kind: "feature", key: key)
            return DocumentChange(
                id: id, expected: load.documents.first { $0.id == id }?.revision ?? 0, body: body)
        }
        let id = "together-\(load.lineage.revision)"
        say(id, try await store.commit(changes, by: attribution(id)))
    }

    private func withdraw(_ revision: UInt64) async throws {
        let id = "withdraw-\(revision)"
        let operation = StateOperation.withdraw(variant: "v\(revision % 100)", digest: "")
        say(id, try await store.apply(operation, to: "a", by: attribution(id)))
    }

    private func plan(_ load: StoreLoad) async throws {
        let target = DocumentID(kind: "feature", key: "planned")
        guard !load.schedules.contains(where: { $0.changes.contains { $0.id == target } }) else { return }
        let now = try await store.load(since: load.lineage.revision)
        let change = DocumentChange(
            id: target, expected: load.documents.first { $0.id == target }?.revision ?? 0,
            body: Array("\"\(load.lineage.revision)\"".utf8))
        let id = "plan-\(load.lineage.revision)"
        let schedule = Schedule(
            id: id, at: now.now + 250, purpose: .planned, changes: [change], attribution: attribution(id))
        say(id, try await store.commit(Commit([], schedule: schedule), by: attribution(id)))
    }

    private func carryOut(_ revision: UInt64) async throws {
        let key = DocumentID(kind: "feature", key: "proposed-\(revision)")
        let changes = [DocumentChange(id: key, expected: 0, body: Array("{}".utf8))]
        let proposal = Proposal(
            id: ProposalID(author: "uid:kim@desk", name: "p\(revision)"), content: .documents(changes, move: nil),
            reason: "", expiresAt: try await store.load(since: revision).now + 60_000)
        _ = try await store.propose(proposal, by: attribution("propose-\(revision)"))
        let vote = Vote(voter: "uid:sam@desk", verdict: .approve, digest: proposal.digest, reason: "")
        var voter = attribution("approve-\(revision)")
        voter.actor = vote.voter
        _ = try await store.vote(vote, on: proposal.id, by: voter)
        let id = "carry-\(revision)"
        say(id, try await store.commit(Commit(changes, warrant: Warrant(proposal: proposal.id)), by: attribution(id)))
    }

    private func trim(before revision: UInt64) async throws {
        guard revision > 30, let record = try await store.history(before: revision - 30, limit: 1).first else { return }
        let checkpoint = AuditChain.Checkpoint(revision: record.revision, chain: record.chain)
        let id = "trim-\(revision)"
        say(id, try await store.trimLog(through: checkpoint, by: attribution(id)))
    }
}
