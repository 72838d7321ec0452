import FlagModel
import FlagStore
import RedisClient
import RedisStore
import Testing

/// What whoever has an agent's password can write past the functions, entry by entry: none of it keeps a kill from hosts,
/// or its end, or the view of the fleet.
@Suite(.serialized) struct DamageTests {
    struct Damage: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// `@` stands for the namespace's prefix, `#` for 17 MiB, which no client reads.
        var commands: [[String]]
        /// What `store check` calls it.
        var name: String?

        init(_ description: String, _ commands: [[String]], name: String?) {
            testDescription = description
            self.commands = commands
            self.name = name
        }
    }

    private static let numbers = [
        "rubbish", "-1", "1152921504606846976", "18446744073709551616", "1e308", "nan", "", "#",
    ]

    private static let revisions: [Damage] = numbers.map {
        Damage("the revision \($0)", [["HSET", "@meta", "revision", $0]], name: "meta")
    }
    private static let ofStates: [Damage] = numbers.map {
        Damage("a state's revision \($0)", [["HSET", "@state:chat", "revision", $0]], name: "state/chat")
    }
    private static let counters: [Damage] = [
        "applied", "documents", "bytes", "past-bytes", "epoch", "adopted", "committed", "chain", "checkpoint",
    ].flatMap { (field: String) -> [Damage] in
        ["rubbish", "#"].map { Damage("\(field) \($0)", [["HSET", "@meta", field, $0]], name: nil) }
    }

    private static let cases: [Damage] = revisions + ofStates + counters + entries

    private static let entries: [Damage] = [
        Damage("a unit key of 17 MiB", [["HSET", "@meta", "unit-key", "#"]], name: "meta"),
        Damage(
            "a state of 17 MiB under a forged key",
            [["HSET", "@state:x", "kill", "#"], ["ZADD", "@index", "1", "state:x"]],
            name: "state/x"),
        Damage(
            "a field with a name of 17 MiB",
            [["HSET", "@state:x", "#", "1"], ["ZADD", "@index", "1", "state:x"]],
            name: "state/x"),
        Damage("a score beyond any revision", [["ZADD", "@index", "+inf", "state:x"]], name: "index"),
        Damage("a score of 1e308", [["ZADD", "@index", "1e308", "spec:feature/x"]], name: "index"),
        Damage("a name of 17 MiB in the index", [["ZADD", "@index", "1", "#"]], name: "index entries"),
        Damage(
            "a cleared revision that is none", [["HSET", "@state:chat", "c:canary", "1e308"]], name: "state/chat"),
        Damage(
            "a trip that cannot be read", [["HSET", "@state:chat", "t:errors/other", "#"]], name: "state/chat"),
        Damage(
            "a presence record of 17 MiB",
            [["HSET", "@presence", "x", "#"], ["ZADD", "@presence:seen", "9e15", "x"]],
            name: nil),
        Damage(
            "a presence record of 17 MiB seen lately",
            [["HSET", "@presence", "x", "#"], ["ZADD", "@presence:seen", "1", "x"]],
            name: "presence/x"),
        Damage(
            "a presence record that is no JSON",
            [["HSET", "@presence", "x", "1 {"], ["ZADD", "@presence:seen", "1", "x"]],
            name: "presence"),
        Damage("a feature of 17 MiB in use", [["ZADD", "@used", "1", "#"]], name: nil),
        Damage(
            "a lease that is none", [["HSET", "@lease:leader", "holder", "#", "token", "x", "expires", "1e308"]],
            name: nil),
        Damage("a schedule that took effect somehow", [["HSET", "@matured", "p", "rubbish"]], name: nil),
        Damage("a claim of 17 MiB", [["HSET", "@lease:@agents", "agent-1", "#"]], name: nil),
        Damage("a record of 17 MiB in the log", [["XADD", "@log", "900-0", "payload", "#"]], name: nil),
        Damage("a record beyond any revision", [["XADD", "@log", "1152921504606846976-0", "a", "b"]], name: "log"),
        Damage(
            "the last record there can be",
            [["XADD", "@log", "18446744073709551615-18446744073709551615", "a", "b"]], name: "log"),
    ]

    private static func forge(_ damage: Damage, by client: RedisClient) async throws {
        for command in damage.commands {
            let words = command.map { word -> RESPCommand.Argument in
                if word == "#" { return .init([UInt8](repeating: UInt8(ascii: "x"), count: 17 << 20)) }
                return word.hasPrefix("@") ? .init("flagpost:{prod}:" + word.dropFirst()) : .init(word)
            }
            _ = try await client.send(RESPCommand(command[0], Array(words.dropFirst())), timeout: .seconds(10))
        }
    }

    private static func presence(_ lineage: Lineage) -> Presence {
        Presence(
            agent: "agent-1", host: "h", version: "1", lineage: lineage, appliedAfter: 1, trips: [],
            traffic: ["chat": []],
            readers: Presence.Readers(processes: 0, taken: 0, idle: 0, takenAfter: []))
    }

    @Test(arguments: cases)
    func `an entry that an agent's password wrote stops no kill and no restore, and blinds nobody`(
        damage: Damage
    ) async throws {
        let people = try await PeopleOfAStore()
        let raw = people.client("agent-1")
        let agent = try people.store("agent-1")
        let person = try people.store("olga")
        _ = try await person.apply(.withdraw(variant: "canary", digest: "c1"), to: "chat", by: .by("olga", "w"))
        let before = try await agent.load(since: nil).lineage

        try await Self.forge(damage, by: raw)

        if let name = damage.name {
            let findings = await person.examine(for: [])
            #expect(
                findings.contains { $0.status != .ok && $0.text.hasPrefix("\(name): ") && $0.advice != nil },
                "\(findings.map(\.text))")
        }
        #expect(try await person.apply(.kill, to: "chat", by: .by("olga", "k")).changed)
        for load in [
            try await agent.load(since: nil), try await agent.load(since: before.revision),
            try #require(try await agent.restrictions(since: before.revision)),
        ] {
            #expect(load.lineage.continues(before) || damage.testDescription.hasPrefix("epoch"), "\(load.lineage)")
            let state = load.states.first { $0.state.key == "chat" }?.state
            #expect(state?.kill != nil && state?.withdrawn["canary"] != nil)
        }
        #expect(try await agent.load(since: nil).documents.map(\.id.key) == ["chat"])
        let claim = AgentClaim(place: "here", last: "", next: "1")
        try await agent.announce(Self.presence(before), as: claim)
        #expect(try await person.fleet().live.map(\.agent).contains("agent-1"))
        #expect(try await agent.acquireLease("leader", for: "agent-1", milliseconds: 15_000).holder == "agent-1")
        _ = try await agent.history(limit: 10)
        _ = try await person.proposals()

        let state = try #require(try await person.load(since: nil).states.first { $0.state.key == "chat" })
        let restored = StateOperation.restore(variant: nil, expected: state.revision)
        #expect(try await person.apply(restored, to: "chat", by: .by("olga", "r")).changed)
        let after = try await agent.load(since: nil).states.first { $0.state.key == "chat" }?.state
        #expect(after?.restricts == false)
        for store in [agent, person] { await store.close() }
        await raw.close()
    }

    @Test func `thousands of forged agents hide none that is small, and cost no view of the fleet`() async throws {
        let people = try await PeopleOfAStore()
        let raw = people.client("agent-1")
        let agent = try people.store("agent-1")
        let lineage = try await agent.lineage()
        try await agent.announce(Self.presence(lineage))
        let now = try await agent.fleet().now
        let large = [UInt8](repeating: UInt8(ascii: "x"), count: 200 << 10)
        for index in 0..<3_000 {
            let name = RESPCommand.Argument("x\(index)")
            _ = try await raw.send(RESPCommand("ZADD", "flagpost:{prod}:presence:seen", .init(now), name))
            let record: RESPCommand.Argument = index < 300 ? .init(large) : .init("\(now) {}")
            _ = try await raw.send(RESPCommand("HSET", "flagpost:{prod}:presence", name, record))
        }
        let fleet = try await agent.fleet()
        #expect(fleet.live.map(\.agent) == ["agent-1"])
        #expect(!fleet.faults.isEmpty)
        // A kill of what is not there asks who else may serve it.
        try await people.with("olga") { store in _ = try await store.apply(.kill, to: "elsewhere", by: .by("olga", "k"))
        }
        await agent.close()
        await raw.close()
    }

    @Test func `what restricts fits into its answer whatever else was written, and the newest is whole`() async throws {
        let people = try await PeopleOfAStore()
        let raw = people.client("agent-1")
        let entry: RESPCommand.Argument = .init("1 " + String(repeating: "x", count: 60_000))
        for index in 0..<600 {
            _ = try await raw.send(RESPCommand("HSET", .init("flagpost:{prod}:state:x\(index)"), "kill", entry))
            _ = try await raw.send(RESPCommand("ZADD", "flagpost:{prod}:index", "1", .init("state:x\(index)")))
        }
        _ = try await people.with("olga") { try await $0.apply(.kill, to: "chat", by: .by("olga", "k")) }
        let load = try await people.with("agent-1") { try await $0.restrictions(since: nil) }
        let states = try #require(load).states
        #expect(states.count == 601 && states.allSatisfy { $0.state.kill != nil })
        #expect(states.first { $0.state.key == "chat" }?.state.kill?.by == "redis:olga")
        await raw.close()
    }
}
