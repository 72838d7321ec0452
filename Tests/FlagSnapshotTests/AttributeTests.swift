import FlagSnapshot
import SeededRandom
import SnapshotWriting
import Testing

/// Which attributes count: those that a document's rules name, however many come.
@Suite struct AttributeTests {
    /// Attributes that no rule names.
    private static func others(_ count: Int) -> [(String, AttributeLiteral)] {
        (0..<count).map { ("other-\($0)", .string("x\($0)")) }
    }

    @Test(arguments: [80, 1_000, 20_000])
    func `however many attributes come, the answer is that of the ones that rules name`(count: Int) throws {
        let file = try snapshot(.chat())
        for plan in ["staff", "free"] {
            let alone = try evaluate("support-chat", unit: "u", [("plan", .string(plan))], in: file)
            let first = try evaluate(
                "support-chat", unit: "u", [("plan", .string(plan))] + Self.others(count), in: file)
            let last = try evaluate(
                "support-chat", unit: "u", Self.others(count) + [("plan", .string(plan))], in: file)
            #expect(alone.status == .ok && first == alone && last == alone)
        }
    }

    @Test(arguments: 0..<200)
    func `attributes that no rule names change nothing`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let named = (0..<Int.random(in: 1...40, using: &random)).map { "name\($0).part" }
        let rules = named.map { name in
            CompiledRule.serve(
                Int.random(in: 0...2, using: &random),
                when: .operation(
                    .equal,
                    [
                        .variable(String(name.prefix { $0 != "." })),
                        .number(Double(Int.random(in: 0...3, using: &random))),
                    ]))
        }
        var feature = CompiledFeature.chat(rules: rules + [.serve(0)])
        feature.bucketBy = Bool.random(using: &random) ? "organisation.id" : nil
        let file = try snapshot(feature)
        var given = named.filter { _ in Bool.random(using: &random) }.map {
            (String($0.prefix { $0 != "." }), AttributeLiteral.number(Double(Int.random(in: 0...3, using: &random))))
        }
        let alone = try evaluate("support-chat", unit: "u", given, in: file)
        for number in 0..<Int.random(in: 1...200, using: &random) {
            let text =
                ["name", "name0.part", "nam", "ame0", "e\u{301}", "", "organisation"].randomElement(using: &random)
                ?? ""
            given.insert(
                (text + "-\(number)", .bool(true)), at: Int.random(in: 0...given.count, using: &random))
        }
        #expect(alone.status == .ok)
        #expect(try evaluate("support-chat", unit: "u", given, in: file) == alone)
    }

    @Test(arguments: [1, 8, 9, 64, 65, 300, 1_024])
    func `each of a document's many attributes is found`(count: Int) throws {
        let flag = CompiledFlag(
            key: "sum", variants: [CompiledVariant(name: "\(count * (count - 1) / 2)", value: [UInt8(ascii: "1")])],
            defaultVariant: nil,
            targeting: .operation(
                .concatenate, [.operation(.add, (0..<count).map { .variable("a\($0)") })]))
        let file = try snapshot(flags: [flag])
        let given = (0..<count).map { ("a\($0)", AttributeLiteral.number(Double($0))) }
        let answer = try evaluate(
            "sum", Self.others(100) + given.reversed() + given.map { ($0.0, .number(7)) }, in: file)
        #expect(answer.status == .ok && answer.reason == .targetingMatch)
    }

    @Test func `a document whose rules name too many attributes is not laid out`() throws {
        let flag = CompiledFlag(
            key: "sum", variants: [CompiledVariant(name: "a", value: [UInt8(ascii: "1")])], defaultVariant: nil,
            targeting: .operation(.add, (0...1_024).map { .variable("a\($0)") }))
        #expect(throws: SnapshotWriter.Fault.tooManyAttributes(key: "sum", count: 1_025)) { try flag.record() }
    }

    @Test func `of several of one name the first counts, however many there are`() throws {
        let file = try snapshot(.chat())
        let given =
            [("plan", AttributeLiteral.string("staff"))] + Array(repeating: ("plan", .string("free")), count: 5_000)
        #expect(try evaluate("support-chat", unit: "u", given, in: file).reason == .targetingMatch)
        #expect(try evaluate("support-chat", unit: "u", given.reversed(), in: file).reason != .targetingMatch)
    }

    @Test func `names that only look alike are two`() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        let flag = CompiledFlag(
            key: "look", variants: ["a1", "1a"].map { CompiledVariant(name: $0, value: [UInt8(ascii: "1")]) },
            defaultVariant: nil, targeting: .operation(.concatenate, [.variable(composed), .variable(decomposed)]))
        let file = try snapshot(flags: [flag])
        let given = [(composed, AttributeLiteral.string("a")), (decomposed, .number(1))]
        for others in [[], Self.others(100)] {
            #expect(try evaluate("look", others + given, in: file).variant == "a1")
            #expect(try evaluate("look", given.reversed() + others, in: file).variant == "a1")
        }
    }

    @Test func `a salt that only looks like the key is another one`() throws {
        var feature = CompiledFeature.chat(
            key: "caf\u{E9}",
            rules: [CompiledRule(shares: [.init(variant: 1, weight: 50_000), .init(variant: 0, weight: 50_000)])])
        func variants() throws -> [String] {
            let file = try snapshot(feature)
            return try (0..<100).map { try evaluate("caf\u{E9}", unit: "u\($0)", in: file).variant }
        }
        let own = try variants()
        feature.salt = "cafe\u{301}"
        #expect(try variants() != own)
    }

    // MARK: Rules that read more than names

    private static let variants = ["yes", "no"].map { CompiledVariant(name: $0, value: Array("\"\($0)\"".utf8)) }

    private static func flag(_ condition: LogicExpression) -> CompiledFlag {
        CompiledFlag(
            key: "flag", variants: variants, defaultVariant: 1,
            targeting: .operation(.if, [condition, .string("yes"), .string("no")]))
    }

    /// Conditions that hold where `plan` is `pro`, however they come to its name.
    static let computed: [LogicExpression] = [
        .operation(
            .equal,
            [.operation(.variable, [.operation(.concatenate, [.string("pl"), .string("an")])]), .string("pro")]),
        .operation(
            .equal,
            [
                .operation(.variable, [.operation(.if, [.bool(true), .string("plan"), .string("tier")])]),
                .string("pro"),
            ]),
        .operation(.equal, [.operation(.variable, [.string("plan"), .variable("tier")]), .string("pro")]),
        .operation(
            .some,
            [.array([.variable("plan")]), .operation(.equal, [.operation(.variable, [.string("")]), .string("pro")])]),
        .operation(
            .some, [.array([.operation(.variable, [])]), .operation(.equal, [.variable("plan"), .string("pro")])]),
        .operation(.not, [.operation(.missing, [.string("plan")])]),
        .operation(.not, [.operation(.missing, [.operation(.merge, [.array([.string("plan")]), .string("plan")])])]),
        .operation(.not, [.operation(.missingSome, [.number(1), .array([.string("plan"), .string("tier")])])]),
        .operation(
            .equal,
            [
                .operation(
                    .reduce, [.array([]), .variable("current"), .variable("plan")]), .string("pro"),
            ]),
    ]

    @Test(arguments: computed.indices)
    func `a rule finds what it names, however it comes to the name`(number: Int) throws {
        let file = try snapshot(flags: [Self.flag(Self.computed[number])])
        let others = Self.others(200)
        for given in [[], [("plan", AttributeLiteral.string("pro"))]] {
            #expect(try evaluate("flag", others + given, in: file).variant == (given.isEmpty ? "no" : "yes"))
        }
    }

    @Test func `a path is looked up by its first name`() throws {
        let file = try snapshot(flags: [Self.flag(.operation(.equal, [.variable("plan.length"), .number(3)]))])
        let given = [("plan.length", AttributeLiteral.number(3)), ("plan", .string("pro"))]
        #expect(try evaluate("flag", Self.others(100) + given, in: file).variant == "yes")
        #expect(try evaluate("flag", [given[0]], in: file).variant == "no")
    }

    @Test func `a rule that reads the whole context fails beyond 1,024 attributes, and a kill holds all the same`()
        throws
    {
        let whole = LogicExpression.operation(.truthy, [.operation(.variable, [.string("")])])
        let file = try snapshot(flags: [Self.flag(whole)])
        #expect(try evaluate("flag", Self.others(1_024), in: file).variant == "yes")
        #expect(try evaluate("flag", Self.others(1_025), in: file).status == .parseError)

        let feature = try snapshot(.chat(rules: [.serve(1, when: whole), .serve(0)]))
        #expect(try evaluate("support-chat", Self.others(1_025), in: feature).status == .parseError)
        let directory = try TemporaryDirectory()
        let page = try ControlPageWriter(path: directory.path + "/control")
        page.set(OverrideEntry(killed: true), for: KeyHash.of("support-chat"))
        let killed = try evaluate("support-chat", Self.others(1_025), in: feature, under: page.reader)
        #expect(killed.variant == "off" && killed.cause == .killed)
    }

    @Test func `whoever buckets by an attribute keeps it, and when the session began`() throws {
        var feature = CompiledFeature.chat(rules: [.serve(0)])
        feature.bucketBy = "session"
        feature.rollout = CompiledRollout(
            salt: "r", candidate: 1, stages: [.init(share: 0, since: 0), .init(share: 100_000, since: 1_000_000)])
        let file = try snapshot(feature)
        let began = ("session_started_at", AttributeLiteral.number(500))
        let session = ("session", AttributeLiteral.string("s"))
        #expect(try evaluate("support-chat", Self.others(90) + [session, began], in: file).variant == "stable")
        #expect(try evaluate("support-chat", Self.others(90) + [session], in: file).variant == "canary")
    }

    // MARK: Bucketing

    @Test func `a record's own bucketing goes before the snapshot's`() throws {
        let split = CompiledRule(shares: [.init(variant: 1, weight: 50_000), .init(variant: 0, weight: 50_000)])
        func variants(own: Bucketing?, general: Bucketing) throws -> [String] {
            var feature = CompiledFeature.chat(rules: [split])
            feature.bucketing = own
            let file = try snapshot(feature, bucketing: general)
            return try (0..<100).map { try evaluate("support-chat", unit: "u\($0)", in: file).variant }
        }
        let (second, third) = (try variants(own: nil, general: .v2), try variants(own: nil, general: .v3))
        #expect(second != third)
        #expect(try variants(own: .v2, general: .v3) == second)
        #expect(try variants(own: .v3, general: .v2) == third)
    }

    @Test func `a bucketing that a reader does not know fails its document alone`() throws {
        let head = try CompiledFeature.chat().record().bytes.prefix(RecordLayout.Head.bucketing)
        let file = try snapshot(.chat(), .chat(key: "other"))
        let start = try #require(file.indices.first { file[$0...].starts(with: head) })
        var damaged = file
        damaged[start + RecordLayout.Head.bucketing] = 9
        SnapshotWriter.seal(&damaged)
        #expect(try evaluate("support-chat", unit: "u", in: damaged).status == .parseError)
        #expect(try evaluate("other", unit: "u", in: damaged).status == .ok)
    }
}
