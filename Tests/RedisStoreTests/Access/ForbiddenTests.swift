import FlagModel
import FlagStore
import RedisClient
import RedisStore
import Testing

/// What users with Flagpost's own rules cannot do: each of these is tried, refused for want of rights, and changes
/// nothing.
@Suite(.serialized) struct ForbiddenTests {
    /// Commands as whoever has a password could type them. `@` stands for the namespace's prefix.
    private static let everybody: [[String]] = [
        ["EVAL", "return 1", "0"], ["EVAL_RO", "return 1", "0"], ["EVALSHA", "0", "0"], ["SCRIPT", "LOAD", "return 1"],
        ["SCRIPT", "FLUSH"], ["FUNCTION", "LOAD", "REPLACE", "#!lua name=flagpost\n"], ["FUNCTION", "FLUSH"],
        ["FUNCTION", "DELETE", "flagpost"], ["FUNCTION", "LIST"], ["FUNCTION", "DUMP"],
        ["CONFIG", "GET", "*"], ["CONFIG", "SET", "maxmemory", "1"], ["INFO"], ["KEYS", "*"], ["SCAN", "0"],
        ["RANDOMKEY"], ["DBSIZE"], ["FLUSHALL"], ["FLUSHDB"], ["SWAPDB", "0", "1"], ["SELECT", "1"],
        ["ACL", "LIST"], ["ACL", "SETUSER", "eve", "on"], ["ACL", "DELUSER", "ben"], ["ACL", "DRYRUN", "ben", "PING"],
        ["DEBUG", "DIGEST"], ["SHUTDOWN", "NOSAVE"], ["SAVE"], ["BGSAVE"], ["BGREWRITEAOF"], ["MONITOR"],
        ["CLIENT", "LIST"], ["CLIENT", "KILL", "SKIPME", "yes"], ["CLIENT", "PAUSE", "1"], ["SLOWLOG", "GET"],
        ["LATENCY", "RESET"], ["REPLICAOF", "NO", "ONE"], ["FAILOVER"], ["CLUSTER", "RESET"], ["SYNC"],
        ["MODULE", "LIST"], ["MULTI"], ["WATCH", "@meta"], ["PSUBSCRIBE", "*"],
        ["SUBSCRIBE", "flagpost:{other}:hint"], ["SUBSCRIBE", "__keyevent@0__:set"],
        ["PUBLISH", "flagpost:{other}:hint", "1"],
        // Other namespaces and other programs' keys.
        ["HGETALL", "flagpost:{other}:meta"], ["HGET", "flagpost:{other}:spec:feature/chat", "body"],
        ["HSET", "flagpost:{other}:state:chat", "kill", "0 {}"], ["GET", "session:1"], ["SET", "session:1", "x"],
        ["FCALL_RO", "flagpost_v2_load", "1", "flagpost:{other}:meta", ""],
        ["FCALL", "flagpost_v2_initialize", "1", "flagpost:{third}:meta"],
        ["FCALL", "flagpost_v2_announce", "1", "flagpost:{other}:meta", "a", "{}", "", "0"],
        // Whole keys, and keys put in the place of others.
        ["DEL", "@log"], ["UNLINK", "@log"], ["DEL", "@spec:feature/chat"], ["EXPIRE", "@spec:feature/chat", "1"],
        ["PEXPIRE", "@meta", "1"], ["RENAME", "@log", "@log2"], ["COPY", "@log", "@log2"],
        ["RESTORE", "@spec:feature/evil", "0", "x"], ["DUMP", "@spec:feature/chat"], ["OBJECT", "ENCODING", "@meta"],
        ["MIGRATE", "127.0.0.1", "1", "@meta", "0", "1"], ["MOVE", "@meta", "1"], ["PERSIST", "@commit:a"],
        ["SET", "@log", "x"], ["SET", "@meta", "x"], ["SET", "@spec:feature/chat", "x"], ["GETDEL", "@commit:a"],
        ["SETEX", "@meta", "1", "x"], ["APPEND", "@commit:a", "x"], ["HINCRBY", "@meta", "revision", "1"],
        ["XDEL", "@log", "1-0"], ["XGROUP", "CREATE", "@log", "g", "0"], ["XSETID", "@log", "9-0"],
        ["ZREM", "@index", "spec:feature/chat"], ["ZREMRANGEBYSCORE", "@index", "-inf", "+inf"],
        ["FCALL", "flagpost_v2_lineage", "1", "@state:chat"], ["SORT", "@index", "STORE", "@x"],
        ["ZRANGESTORE", "@x", "@index", "0", "-1"],
        // What others say.
        ["HSET", "@approval:cyn:olga:p1", "verdict", "approve"], ["HDEL", "@approval:cyn:olga:p1", "verdict"],
        ["HSET", "@proposal:cyn:p1", "content", "{}"],
    ]

    private static let unlessOperator: [[String]] = [
        ["HSET", "@spec:feature/chat", "body", "{}"], ["HDEL", "@spec:feature/chat", "body"],
        ["HSET", "@past", "d", "x"], ["ZADD", "@past:index", "1", "x"], ["HSET", "@schedule:s", "at", "1"],
        ["ZADD", "@due", "1", "s"], ["HSET", "@scheduled", "feature/chat", "s"], ["ZADD", "@proposals", "1", "x"],
        ["HSET", "@ended", "x", "applied 1"], ["HSET", "@proposal:olga:p1", "content", "{}"],
        ["XTRIM", "@log", "MAXLEN", "0"], ["RENAME", "@state:chat", "@state:gone"],
    ]

    private static let unlessApprover: [[String]] = [
        ["HSET", "@approval:olga:olga:p1", "verdict", "approve"],
        ["HSET", "@approval:ben:olga:p1", "verdict", "approve"],
        ["SADD", "@ballot:olga:p1", "agent-1"],
    ]

    private static let unlessAgent: [[String]] = [
        ["HSET", "@lease:leader", "holder", "x"], ["HSET", "@presence", "a", "0 {}"],
        ["ZADD", "@presence:seen", "1", "a"],
        ["ZADD", "@used", "1", "chat"],
    ]

    private static let approver: [[String]] = [
        ["HSET", "@state:chat", "kill", "0 {}"], ["HDEL", "@state:chat", "kill"],
        ["ZADD", "@index", "9", "state:chat"],
        ["HSET", "@matured", "s", "1 1"], ["SREM", "@ballot:olga:p1", "cyn"],
    ]

    private static let viewer: [[String]] = [
        ["HSET", "@meta", "revision", "1"], ["SET", "@commit:x", "1"], ["XADD", "@log", "*", "a", "b"],
        ["PUBLISH", "@hint", "1"], ["FCALL", "flagpost_v2_lineage", "1", "@meta"],
    ]

    private static let table: [String: [[String]]] = [
        "agent-1": everybody + unlessOperator + unlessApprover,
        "olga": everybody + unlessApprover + unlessAgent,
        "ben": everybody + unlessOperator + unlessAgent + approver
            + [["HSET", "@approval:olga:olga:p1", "verdict", "approve"]],
        "ann": everybody + unlessAgent
            + [
                ["HSET", "@proposal:olga:p1", "content", "{}"],
                ["HSET", "@approval:ben:olga:p1", "verdict", "approve"],
            ],
        "vic": everybody + unlessOperator + unlessApprover + unlessAgent + approver + viewer,
    ]

    @Test(arguments: table.keys.sorted())
    func `a user may do no more than their roles`(user: String) async throws {
        let people = try await PeopleOfAStore()
        let before = try people.contents()
        let client = people.client(user)
        for words in Self.table[user] ?? [] {
            let words = words.map { $0.hasPrefix("@") ? "flagpost:{prod}:" + $0.dropFirst() : $0 }
            do throws(RedisError) {
                let reply = try await client.send(RESPCommand(words[0], words.dropFirst().map { .init($0) }))
                Issue.record("\(user) may \(words.joined(separator: " ")): \(reply)")
            } catch {
                #expect(error.message.contains("NOPERM"), "\(user): \(words.joined(separator: " ")): \(error)")
            }
        }
        await client.close()
        #expect(try people.contents() == before)
    }

    /// Functions run with the rights of their caller.
    @Test(arguments: table.keys.sorted())
    func `a function does for nobody what they could not do themselves`(user: String) async throws {
        let people = try await PeopleOfAStore()
        let roles = PeopleOfAStore.roles[user] ?? []
        let before = try people.contents()
        let now = try await people.with("vic") { try await $0.load(since: nil).now }
        let checkpoint = try await people.with("vic") { store in
            try await store.history(limit: 1).first.map {
                AuditChain.Checkpoint(revision: $0.revision, chain: $0.chain)
            }
        }
        let attribution = Attribution.by(user, "try")
        let proposal = Proposal(
            id: ProposalID(author: "redis:cyn", name: "p1"), content: .documents([.chat], move: nil), reason: "because",
            expiresAt: now + 60_000)
        // Of a revision, the function would tell the meta key first, which others may write, too.
        let presence = Presence.sample(Lineage(storeID: "other", epoch: 1, revision: 0))
        try await people.with(user) { store in
            let new = DocumentChange(
                id: DocumentID(kind: "feature", key: "new"), expected: 0, body: Array("{}".utf8))
            var old = DocumentChange.chat
            (old.expected, old.body) = (1, nil)
            if !roles.contains(.operator) {
                try await expectNoRights { () throws(StoreError) in _ = try await store.commit([new], by: attribution) }
                try await expectNoRights { () throws(StoreError) in _ = try await store.commit([old], by: attribution) }
                if let checkpoint {
                    try await expectNoRights { () throws(StoreError) in
                        _ = try await store.trimLog(through: checkpoint, by: attribution)
                    }
                }
            }
            if !roles.contains(.agent) {
                try await expectNoRights { () throws(StoreError) in
                    _ = try await store.acquireLease("leader", for: "a", milliseconds: 1_000)
                }
                try await expectNoRights { () throws(StoreError) in try await store.announce(presence) }
            }
            if roles.isDisjoint(with: [.agent, .operator]) {
                try await expectNoRights { () throws(StoreError) in
                    _ = try await store.apply(.kill, to: "chat", by: attribution)
                }
            }
            if roles == [.viewer] {
                try await expectNoRights { () throws(StoreError) in _ = try await store.adopt(by: attribution) }
            }
            try await expectNoRights { () throws(StoreError) in
                _ = try await store.propose(proposal, by: .by("cyn", "try to propose"))
            }
        }
        #expect(try people.contents() == before)
    }

    private func expectNoRights(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws(StoreError) -> Void
    ) async throws {
        do throws(StoreError) {
            try await body()
            Issue.record("was allowed", sourceLocation: sourceLocation)
        } catch {
            #expect(error.code == .refused, "\(error)", sourceLocation: sourceLocation)
            // From 7.2 on: NOPERM, as outside of functions.
            #expect(
                error.message.contains("NOPERM") || error.message.contains("The user executing the script can't"),
                "\(error)", sourceLocation: sourceLocation)
        }
    }

    @Test func `who approved one thing has not approved what its author puts in its place`() async throws {
        let people = try await PeopleOfAStore()
        func change(_ body: String) -> DocumentChange {
            DocumentChange(id: DocumentID(kind: "feature", key: "chat"), expected: 1, body: Array(body.utf8))
        }
        try await people.with("olga") { olga in
            let now = try await olga.load(since: nil).now
            func proposal(_ body: String) -> Proposal {
                Proposal(
                    id: ProposalID(author: "redis:olga", name: "p1"), content: .documents([change(body)], move: nil),
                    reason: "because", expiresAt: now + 60_000)
            }
            _ = try await olga.propose(proposal("{}"), by: .by("olga", "p"))
            let vote = Vote(
                voter: "redis:ben", verdict: .approve, digest: proposal("{}").digest, reason: "looked at it")
            try await people.with("ben") { ben in
                _ = try await ben.vote(vote, on: proposal("{}").id, by: .by("ben", "v"))
            }
            let client = people.client("olga")
            _ = try await client.send(
                RESPCommand(
                    "HSET", "flagpost:{prod}:proposal:olga:p1", "terms", .init(proposal("{\"evil\":1}").terms)))
            await client.close()
            let commit = Commit([change("{\"evil\":1}")], warrant: Warrant(proposal: proposal("{}").id))
            await #expect(throws: StoreError.self) { try await olga.commit(commit, by: .by("olga", "c")) }
        }
    }

    /// Their rule lets ben write every key that begins with his name.
    @Test func `nobody has the say of two by a name that begins like theirs`() async throws {
        let people = try await PeopleOfAStore()
        let change = DocumentChange(
            id: DocumentID(kind: "feature", key: "chat"), expected: 1, body: Array("{\"a\":1}".utf8))
        try await people.with("ann") { ann in
            let now = try await ann.load(since: nil).now
            let proposal = Proposal(
                id: ProposalID(author: "redis:ann", name: "p1"), content: .documents([change], move: nil),
                reason: "because", expiresAt: now + 60_000)
            _ = try await ann.propose(proposal, by: .by("ann", "p"))
            let vote = Vote(voter: "redis:ann:x", verdict: .approve, digest: proposal.digest, reason: "me, too")
            await #expect(throws: StoreError.self) {
                try await ann.vote(vote, on: proposal.id, by: .by("ann", "v"))
            }
            let client = people.client("ann")
            let prefix = "flagpost:{prod}:"
            _ = try await client.send(
                RESPCommand(
                    "HSET", .init(prefix + "approval:ann:x:ann:p1"), "verdict", "approve", "digest",
                    .init(proposal.digest), "reason", "", "at", "1"))
            _ = try await client.send(RESPCommand("SADD", .init(prefix + "ballot:ann:p1"), "ann:x"))
            await #expect(throws: StoreError.self) {
                try await ann.commit(
                    Commit([change], warrant: Warrant(proposal: proposal.id)), by: .by("ann", "c"))
            }
            // Nor by a proposal of somebody whose name begins like hers.
            for field in ["content", "terms", "digest", "expires", "at"] {
                let value = try await client.send(RESPCommand("HGET", .init(prefix + "proposal:ann:p1"), .init(field)))
                _ = try await client.send(
                    RESPCommand("HSET", .init(prefix + "proposal:ann:x:p1"), .init(field), .init(value.bytes ?? [])))
            }
            _ = try await client.send(
                RESPCommand(
                    "HSET", .init(prefix + "approval:ann:ann:x:p1"), "verdict", "approve", "digest",
                    .init(proposal.digest), "reason", "", "at", "1"))
            _ = try await client.send(RESPCommand("SADD", .init(prefix + "ballot:ann:x:p1"), "ann"))
            await client.close()
            let other = ProposalID(author: "redis:ann:x", name: "p1")
            await #expect(throws: StoreError.self) {
                try await ann.commit(Commit([change], warrant: Warrant(proposal: other)), by: .by("ann", "d"))
            }
        }
    }
}
