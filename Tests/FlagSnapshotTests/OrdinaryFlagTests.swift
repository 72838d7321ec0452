import FlagSnapshot
import SnapshotWriting
import Testing

/// flagd's algorithm, step by step (its `evaluator/json.go`).
@Suite struct OrdinaryFlagTests {
    private static func flag(
        isEnabled: Bool = true, default defaultVariant: Int? = 0, targeting: LogicExpression? = nil
    ) -> CompiledFlag {
        CompiledFlag(
            key: "banner", isEnabled: isEnabled,
            variants: [
                CompiledVariant(name: "red", value: Array(#""r""#.utf8)),
                CompiledVariant(name: "blue", value: Array(#""b""#.utf8)),
                CompiledVariant(name: "true", value: Array(#""yes""#.utf8)),
                CompiledVariant(name: "7", value: Array(#""seven""#.utf8)),
                CompiledVariant(name: "", value: Array(#""nameless""#.utf8)),
            ],
            defaultVariant: defaultVariant, targeting: targeting, metadata: Array(#"{"owner":"web"}"#.utf8))
    }

    private func answer(
        _ flag: CompiledFlag, _ attributes: [(String, AttributeLiteral)] = [], under control: ControlPageReader? = nil
    ) throws -> Answer {
        let answer = try evaluate("banner", unit: "user-1", attributes, in: snapshot(flags: [flag]), under: control)
        #expect(answer.metadata == #"{"owner":"web"}"#)
        #expect(answer.arm == .none)
        return answer
    }

    @Test func `without targeting the default variant is static`() throws {
        let answer = try answer(Self.flag())
        #expect(answer.status == .ok && answer.variant == "red" && answer.value == #""r""# && answer.reason == .static)
    }

    @Test func `without a default variant the caller's own default counts`() throws {
        let answer = try answer(Self.flag(default: nil))
        #expect(answer.status == .codeDefault && answer.reason == .default && answer.variant.isEmpty)
        #expect(try self.answer(Self.flag(default: nil, targeting: .null)) == answer)
    }

    @Test func `a disabled flag is the caller's default and no error`() throws {
        let answer = try answer(Self.flag(isEnabled: false, targeting: .string("blue")))
        #expect(answer.status == .codeDefault && answer.reason == .disabled && answer.cause == .none)
    }

    @Test(
        arguments: [
            (.string("blue"), "blue"),
            (.bool(true), "true"),
            (.number(7), "7"),
            (.operation(.if, [.operation(.equal, [.variable("plan"), .string("pro")]), .string("blue")]), "blue"),
        ] as [(LogicExpression, String)])
    func `what the rule names is a targeting match`(rule: LogicExpression, variant: String) throws {
        let answer = try answer(Self.flag(targeting: rule), [("plan", .string("pro"))])
        #expect(answer.status == .ok && answer.variant == variant && answer.reason == .targetingMatch)
    }

    @Test func `a rule that comes to null gives the default variant`() throws {
        let answer = try answer(Self.flag(targeting: .operation(.variable, [.string("nothing")])))
        #expect(answer.status == .ok && answer.variant == "red" && answer.reason == .default)
    }

    @Test(
        arguments: [
            .string("green"), .string("null"), .bool(false), .number(8), .number(7.5), .array([.string("blue")]),
            .object(Array("{}".utf8)), .string(" blue "), .string("\"blue\""),
        ] as [LogicExpression])
    func `what is no variant is a general error`(rule: LogicExpression) throws {
        let answer = try answer(Self.flag(targeting: rule))
        #expect(answer.status == .general && answer.reason == .error && answer.variant.isEmpty)
    }

    @Test func `a rule that fails is a parse error`() throws {
        let answer = try answer(Self.flag(targeting: .operation(.not, [.failure])))
        #expect(answer.status == .parseError && answer.reason == .error)
    }

    @Test func `a killed flag is a disabled one, and a killed namespace leaves flags alone`() throws {
        let directory = try TemporaryDirectory()
        let page = try ControlPageWriter(path: directory.path + "/control")
        page.setNamespaceKilled(true)
        #expect(try answer(Self.flag(), under: page.reader).variant == "red")
        page.set(OverrideEntry(killed: true), for: KeyHash.of("banner"))
        let killed = try answer(Self.flag(), under: page.reader)
        #expect(killed.status == .codeDefault && killed.reason == .disabled && killed.cause == .killed)
    }

    @Test func `a default variant that the flag does not have is refused`() {
        #expect(throws: SnapshotWriter.Fault.noSuchVariant(key: "banner", index: 5)) {
            try Self.flag(default: 5).record()
        }
    }
}
