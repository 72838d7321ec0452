import FlagModel
import FlagStore
import RedisClient
import RedisStore
import TestServers
import Testing

/// Whose word counts, with ACL users that can write only keys of their own; and what falls due by the hand of an agent
/// that may not write specs.
@Suite struct RedisStoreApprovalTests {
    private static let namespace = "prod"
    private static let chat = DocumentID(kind: "feature", key: "chat")

    /// A server with two operators who are also approvers, and an agent.
    private struct People {
        let server: RedisServer
        let ann: RedisStore
        let ben: RedisStore
        let agent: RedisStore

        init() async throws {
            let server = try await RedisServer()
            let admin = try RedisStore(
                configuration: RedisConfiguration(endpoint: .socket(path: server.socket)), namespace: namespace)
            _ = try await admin.initialize()
            await admin.close()
            let client = RedisClient(configuration: RedisConfiguration(endpoint: .socket(path: server.socket)))
            func store(_ user: String, _ patterns: [String]) async throws -> RedisStore {
                let keys = patterns.map { "~flagpost:{\(namespace)}:\($0)" }
                let rule =
                    ["SETUSER", user, "on", "nopass", "resetkeys", "%R~flagpost:{\(namespace)}:*"] + keys + [
                        "resetchannels", "&flagpost:{\(namespace)}:hint", "+@all", "-@dangerous", "-eval",
                    ]
                _ = try await client.send(RESPCommand("ACL", rule.map { .init($0) }))
                return try RedisStore(
                    configuration: RedisConfiguration(
                        endpoint: .socket(path: server.socket), username: user, password: "any"),
                    namespace: namespace)
            }
            let committing = ["meta", "log", "commit:*", "index", "state:*", "matured"]
            let operating =
                committing + [
                    "spec:*", "past", "past:index", "schedule:*", "due", "scheduled", "proposals", "content:*", "ended",
                    "ballot:*",
                ]
            self.server = server
            ann = try await store("ann", operating + ["proposal:ann:*", "approval:ann:*"])
            ben = try await store("ben", operating + ["proposal:ben:*", "approval:ben:*"])
            agent = try await store("agent", committing + ["presence", "presence:seen", "used", "lease:*"])
            await client.close()
        }

        func close() async {
            for store in [ann, ben, agent] { await store.close() }
        }
    }

    private func attribution(_ id: String, _ user: String) -> Attribution {
        Attribution(commitID: id, actor: "redis:\(user)", reason: "because", source: "cli")
    }

    private func put(_ body: String, expected: UInt64) -> DocumentChange {
        DocumentChange(id: Self.chat, expected: expected, body: Array(body.utf8), digests: ["main": "m1"])
    }

    private func proposal(_ changes: [DocumentChange], of user: String, now: Int64) -> Proposal {
        Proposal(
            id: ProposalID(author: "redis:\(user)", name: "p1"), content: .documents(changes, move: nil),
            reason: "because", expiresAt: now + 60_000)
    }

    private func failure(_ body: () async throws(StoreError) -> Void) async -> StoreError? {
        do throws(StoreError) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test func `nobody proposes or approves in another's name, and what two agreed on is carried out once`()
        async throws
    {
        let people = try await People()
        let (ann, ben) = (people.ann, people.ben)
        let first = try await ann.commit([put("{}", expected: 0)], by: attribution("a", "ann"))
        let change = put("{\"a\":1}", expected: first.lineage.revision)
        let proposal = proposal([change], of: "ann", now: first.at)
        let forged = await failure { () throws(StoreError) in
            _ = try await ben.propose(proposal, by: attribution("forged", "ann"))
        }
        #expect(forged?.code == .refused)
        _ = try await ann.propose(proposal, by: attribution("p", "ann"))

        let commit = Commit([change], warrant: Warrant(proposal: proposal.id))
        func carryOut(_ id: String, _ commit: Commit) async -> StoreError? {
            await failure { () throws(StoreError) in _ = try await ann.commit(commit, by: attribution(id, "ann")) }
        }
        #expect(await carryOut("early", commit)?.code == .notApproved)
        func vote(_ voter: String, digest: String) -> Vote {
            Vote(voter: "redis:\(voter)", verdict: .approve, digest: digest, reason: "looked at it")
        }
        let own = await failure { () throws(StoreError) in
            _ = try await ann.vote(vote("ann", digest: proposal.digest), on: proposal.id, by: attribution("own", "ann"))
        }
        #expect(own?.code == .notApproved)
        let another = await failure { () throws(StoreError) in
            _ = try await ann.vote(vote("ben", digest: proposal.digest), on: proposal.id, by: attribution("as", "ben"))
        }
        #expect(another?.code == .refused)
        let outdated = await failure { () throws(StoreError) in
            _ = try await ben.vote(vote("ben", digest: "other"), on: proposal.id, by: attribution("old", "ben"))
        }
        #expect(outdated?.code == .stale)
        #expect(await carryOut("still early", commit)?.code == .notApproved)
        _ = try await ben.vote(vote("ben", digest: proposal.digest), on: proposal.id, by: attribution("v", "ben"))
        #expect(try await ann.proposals().first?.approvers == ["redis:ben"])

        var other = commit
        other.changes = [put("{\"a\":2}", expected: first.lineage.revision)]
        #expect(await carryOut("other", other)?.code == .notApproved)
        #expect(await carryOut("it", commit) == nil)
        #expect(try await ann.proposals().first?.end == .applied)
        #expect(try await ann.load(since: nil).documents.first?.body == Array("{\"a\":1}".utf8))
        #expect(await carryOut("again", commit)?.code == .notApproved)
        await people.close()
    }

    @Test func `an agent lets take effect what is due, and the next commit puts it in place`() async throws {
        let people = try await People()
        let ann = people.ann
        let first = try await ann.commit([put("{}", expected: 0)], by: attribution("a", "ann"))
        let wide = put("{\"wide\":true}", expected: first.lineage.revision)
        let back = Schedule(
            id: "glass", at: first.at + 1_500, purpose: .breakGlass, changes: [put("{}", expected: 0)],
            operations: [Schedule.Operation(.kill, on: "chat")], attribution: attribution("glass", "ann"))
        let broken = try await ann.commit(Commit([wide], schedule: back), by: attribution("glass", "ann"))
        let pending = try await people.agent.load(since: nil)
        #expect(pending.schedules == [back])
        #expect(pending.documents.first?.body == wide.body)
        let touched = await failure { () throws(StoreError) in
            _ = try await ann.commit(
                [put("{\"wide\":2}", expected: broken.lineage.revision)], by: attribution("more", "ann"))
        }
        #expect(touched?.code == .held)

        let presence = Presence(
            agent: "a1", host: "h1", version: "1", lineage: broken.lineage, appliedAfter: 1, trips: [], traffic: [:],
            readers: Presence.Readers(processes: 0, taken: 0, idle: 0, takenAfter: []))
        try await eventually("the agent's announcement finds the schedule due") {
            try await people.agent.announce(presence)
            return try await people.agent.lineage().revision > broken.lineage.revision
        }
        let load = try await people.agent.load(since: broken.lineage.revision)
        #expect(load.documents.first?.body == Array("{}".utf8))
        #expect(load.states.first?.state.kill?.by == "redis:ann")
        #expect(load.schedules.isEmpty)
        let record = try #require(try await ann.history(limit: 1).first)
        #expect(record.revision == broken.lineage.revision + 1)
        #expect(record.changes == ["put feature/chat", "kill chat"])

        let revision = try #require(load.documents.first?.revision)
        let settled = try await ann.commit(
            [put("{\"b\":1}", expected: revision)], by: attribution("settled", "ann"))
        let all = try await ann.load(since: nil)
        #expect(all.documents.map(\.revision) == [settled.lineage.revision])
        // Every body that ever held is kept for the log.
        let bodies = try await ann.contents(
            ["{}", "{\"wide\":true}", "{\"b\":1}"].map {
                ContentReference(document: Self.chat, digest: Digest.hexadecimal(of: Array($0.utf8)))
            })
        #expect(bodies.count == 3)
        let chains = try await ann.history(limit: 100).reversed()
        var link = AuditChain.origin
        for record in chains {
            link = AuditChain.link(
                after: link, storeID: all.lineage.storeID, revision: record.revision, at: record.at,
                payloadDigest: record.payload.digest)
            #expect(record.chain == link, "Lua and Swift chain alike")
        }
        await people.close()
    }
}
