import FlagModel
import FlagStore
import FlagStoreSuite
import RedisClient
import RedisStore
import TestServers
import Testing

/// What users with Flagpost's own rules do all day.
@Suite(.serialized) struct PermittedTests {
    /// Making a namespace of an archive drops whole keys: that is an administrator's work.
    private static let checks = StoreSuite.checks.filter { !$0.name.contains("archive") }

    @Test(arguments: checks)
    func `a user with all roles keeps the contract of stores`(check: StoreSuite.Check) async throws {
        let people = try await PeopleOfAStore(isInitialised: false)
        try await check.run(StoreSuite.Storage { _ in try people.store("sue") })
    }

    @Test func `a rule is a line of an ACL file as it is`() async throws {
        let folder = try TemporaryFolder()
        let lines = try AccessRole.allCases.map { role in
            try AccessRule(
                user: "flagpost-\(role.rawValue)", roles: [role], namespaces: ["prod", "staging"],
                passwordDigest: AccessPassword(role.rawValue).digest
            ).line
        }
        try folder.write("user default on nopass ~* &* +@all\n" + lines.joined(separator: "\n") + "\n", to: "users.acl")
        let server = try await RedisServer(arguments: ["--aclfile", folder.path("users.acl")])
        let admin = try RedisStore(
            configuration: RedisConfiguration(endpoint: .socket(path: server.socket)), namespace: "prod")
        _ = try await admin.initialize()
        await admin.close()
        for role in AccessRole.allCases {
            let store = try RedisStore(
                configuration: RedisConfiguration(
                    endpoint: .socket(path: server.socket), username: "flagpost-\(role.rawValue)",
                    password: role.rawValue),
                namespace: "prod")
            #expect(try await store.load(since: nil).documents.isEmpty)
            #expect(try await store.actor() == "redis:flagpost-\(role.rawValue)")
            await store.close()
        }
    }

    @Test func `an agent loads, hears, restricts, announces, leads`() async throws {
        let people = try await PeopleOfAStore()
        try await people.with("agent-1") { agent in
            var hints = agent.hints().makeAsyncIterator()
            _ = await hints.next()
            let load = try await agent.load(since: nil)
            #expect(load.documents.count == 1)
            let trip = FeatureState.Trip(
                act: FeatureState.Act(by: "", at: 0, reason: "", source: ""), guardName: "errors", target: "canary",
                action: .kill, digest: "c1", basis: 1, evidence: ["n": 200, "k": 41])
            #expect(try await agent.apply(.trip(trip), to: "chat", by: .by("agent-1", "trip")).changed)
            _ = await hints.next()
            let withdrawal = StateOperation.withdraw(variant: "canary", digest: "c1")
            #expect(try await agent.apply(withdrawal, to: "chat", by: .by("agent-1", "withdraw")).changed)
            #expect(try await agent.apply(.kill, to: "chat", by: .by("agent-1", "kill")).changed)
            let presence = Presence.sample(load.lineage, traffic: ["chat": ["canary"]])
            try await agent.announce(presence)
            #expect(try await agent.fleet().agents.count == 1)
            try await agent.withdrawPresence(of: "a")
            let lease = try await agent.acquireLease("leader", for: "a", milliseconds: 1_000)
            try await agent.releaseLease(lease.fence, of: "a")
            #expect(try await agent.history(limit: 10).count == 4)
        }
    }

    @Test func `an operator commits and proposes, and an approver's vote carries it`() async throws {
        let people = try await PeopleOfAStore()
        let change = DocumentChange(
            id: DocumentID(kind: "feature", key: "chat"), expected: 1, body: Array("{\"a\":1}".utf8))
        try await people.with("olga") { olga in
            let now = try await olga.load(since: nil).now
            let proposal = Proposal(
                id: ProposalID(author: "redis:olga", name: "p1"), content: .documents([change], move: nil),
                reason: "because", expiresAt: now + 60_000)
            _ = try await olga.propose(proposal, by: .by("olga", "p"))
            for voter in ["ben", "ann"] {
                try await people.with(voter) { store in
                    let vote = Vote(
                        voter: "redis:\(voter)", verdict: .approve, digest: proposal.digest, reason: "looked at it")
                    _ = try await store.vote(vote, on: proposal.id, by: .by(voter, "v"))
                }
            }
            let commit = Commit([change], warrant: Warrant(proposal: proposal.id))
            #expect(try await olga.commit(commit, by: .by("olga", "c")).changed)
            let checkpoint = try #require(try await olga.history(limit: 1).first)
            _ = try await olga.trimLog(
                through: AuditChain.Checkpoint(revision: checkpoint.revision, chain: checkpoint.chain),
                by: .by("olga", "t"))
        }
    }

    @Test func `a viewer sees everything`() async throws {
        let people = try await PeopleOfAStore()
        try await people.with("vic") { viewer in
            var hints = viewer.hints().makeAsyncIterator()
            _ = await hints.next()
            let load = try await viewer.load(since: nil)
            #expect(load.documents.count == 1)
            #expect(try await viewer.history(limit: 10).count == 1)
            #expect(try await viewer.fleet().agents.isEmpty)
            #expect(try await viewer.proposals().isEmpty)
            #expect(try await viewer.checkpoint() == nil)
            #expect(try await viewer.actor() == "redis:vic")
        }
    }
}
