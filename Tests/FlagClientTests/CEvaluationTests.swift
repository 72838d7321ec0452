import CAllocationCount
import CFlagpost
import FlagClient
import FlagSnapshot
import SnapshotWriting
import Testing

/// An ordinary flag through the C functions.
@Suite struct CEvaluationTests {
    private let namespace: PublishedNamespace

    /// A fraction of whoever is in the group `beta`, by a text that has to be put together.
    init() throws {
        namespace = try PublishedNamespace()
        let bucketed = LogicExpression.operation(
            .concatenate, [.variable("$flagd.flagKey"), .string("/"), .variable("targetingKey")])
        let split = LogicExpression.operation(
            .fractional, [bucketed, .array([.string("on"), .number(50)]), .array([.string("off"), .number(50)])])
        let isBeta = LogicExpression.operation(.in, [.string("beta"), .variable("groups")])
        let flag = CompiledFlag(
            key: "flag", variants: ["on", "off"].map { CompiledVariant(name: $0, value: Array("\($0 == "on")".utf8)) },
            defaultVariant: nil, targeting: .operation(.if, [isBeta, split, .null]),
            metadata: Array(#"{"owner":"web"}"#.utf8))
        try namespace.publish(flags: [flag])
    }

    /// Evaluates so many times for a unit with these groups; returns the last decision's parts, and what was allocated
    /// after the first.
    private func evaluate(
        groups: String, type: Int = FLAGPOST_ATTRIBUTE_JSON, times: Int = 1
    ) throws -> (decision: flagpost_decision, metadata: String, allocations: UInt64) {
        var client: OpaquePointer?
        try #require(flagpost_open(namespace.path, nil, &client) == 0)
        defer { flagpost_close(client) }
        let reader = try #require(flagpost_reader_new(client))
        defer { flagpost_reader_free(reader) }
        var decision = flagpost_decision()
        var allocations: UInt64 = 0
        // A literal that is handed to C directly may be copied for every call.
        let texts = ["groups", groups, "flag", "user-1"].map { Array($0.utf8CString) }
        texts[0].withUnsafeBufferPointer { name in
            texts[1].withUnsafeBufferPointer { groups in
                texts[2].withUnsafeBufferPointer { flag in
                    texts[3].withUnsafeBufferPointer { unit in
                        var attribute = flagpost_attribute()
                        attribute.name = name.baseAddress
                        attribute.name_length = name.count - 1
                        attribute.string = groups.baseAddress
                        attribute.string_length = groups.count - 1
                        attribute.type = UInt32(type)
                        func evaluate() {
                            flagpost_evaluate(
                                reader, flag.baseAddress, 4, unit.baseAddress, 6, &attribute, 1, &decision)
                        }
                        evaluate()
                        let before = allocation_count()
                        for _ in 1..<max(times, 1) { evaluate() }
                        allocations = allocation_count() - before
                    }
                }
            }
        }
        let metadata = decision.metadata.map {
            String(decoding: UnsafeRawBufferPointer(start: $0, count: decision.metadata_length), as: UTF8.self)
        }
        return (decision, metadata ?? "", allocations)
    }

    @Test func `a rule reads a JSON attribute, and metadata comes with the decision`() throws {
        let answer = try evaluate(groups: #"["alpha","beta"]"#)
        #expect(answer.decision.status == FLAGPOST_OK && answer.decision.reason == FLAGPOST_REASON_TARGETING_MATCH)
        #expect(answer.metadata == #"{"owner":"web"}"#)
    }

    @Test func `a rule that comes to nothing leaves it to the caller`() throws {
        let answer = try evaluate(groups: "[]")
        #expect(answer.decision.status == FLAGPOST_CODE_DEFAULT && answer.decision.variant == nil)
        #expect(answer.decision.reason == FLAGPOST_REASON_DEFAULT && answer.metadata == #"{"owner":"web"}"#)
    }

    @Test func `a JSON attribute that is none is a parse error`() throws {
        #expect(try evaluate(groups: #"["alpha""#).decision.status == FLAGPOST_PARSE_ERROR)
    }

    @Test func `an attribute of no type is refused`() throws {
        #expect(try evaluate(groups: "[]", type: 4).decision.status == FLAGPOST_INVALID_ARGUMENT)
    }

    @Test func `a rule that puts texts together allocates nothing`() throws {
        #expect(try evaluate(groups: #"["beta"]"#, times: 1000).allocations == 0)
    }

    @Test func `the library is of the header's version`() {
        #expect(flagpost_abi_version() == FLAGPOST_ABI_VERSION)
    }
}
