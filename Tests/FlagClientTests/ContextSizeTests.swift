import CFlagpost
import FlagClient
import FlagSnapshot
import SnapshotWriting
import Testing

/// Contexts of any size, through C and through Swift.
@Suite struct ContextSizeTests {
    private let namespace: PublishedNamespace

    init() throws {
        namespace = try PublishedNamespace()
        let variants = ["pro", "other"].map { CompiledVariant(name: $0, value: Array("\"\($0)\"".utf8)) }
        try namespace.publish(flags: [
            CompiledFlag(
                key: "flag", variants: variants, defaultVariant: 1,
                targeting: .operation(
                    .if,
                    [.operation(.equal, [.variable("plan"), .string("pro")]), .string("pro"), .string("other")]))
        ])
    }

    @Test(arguments: [0, 80, 1_000, 20_000])
    func `Swift's answer does not depend on attributes that no rule names`(count: Int) throws {
        let reader = try FlagClient(directory: namespace.path, ringCells: 0).makeReader()
        var attributes = Dictionary(
            uniqueKeysWithValues: (0..<count).map { ("other\($0)", AttributeValue.string("pro")) })
        #expect(reader.evaluate("flag", unit: "u", attributes: attributes).variant == "other")
        attributes["plan"] = .string("pro")
        #expect(reader.evaluate("flag", unit: "u", attributes: attributes).variant == "pro")
    }

    @Test(arguments: [0, 80, 1_000, 20_000])
    func `C's answer does not depend on attributes that no rule names`(count: Int) throws {
        #expect(try status(others: count, plan: false).variant == "other")
        #expect(try status(others: count, plan: true).variant == "pro")
    }

    @Test func `C refuses more attributes than it takes, and any that is none`() throws {
        #expect(try status(others: Int(FLAGPOST_MAXIMUM_ATTRIBUTES), plan: false).status == FLAGPOST_OK)
        let tooMany = try status(others: Int(FLAGPOST_MAXIMUM_ATTRIBUTES), plan: true)
        #expect(tooMany.status == FLAGPOST_INVALID_ARGUMENT && tooMany.variant == nil)
        #expect(try status(others: 3, plan: true, otherType: 4).status == FLAGPOST_INVALID_ARGUMENT)
    }

    /// Evaluates with so many attributes that no rule names, `plan` behind them.
    private func status(
        others: Int, plan: Bool, otherType: Int = FLAGPOST_ATTRIBUTE_STRING
    ) throws -> (status: Int, variant: String?) {
        var client: OpaquePointer?
        try #require(flagpost_open(namespace.path, nil, &client) == 0)
        defer { flagpost_close(client) }
        let reader = try #require(flagpost_reader_new(client))
        defer { flagpost_reader_free(reader) }
        let names = (0..<others).map { "other\($0)" } + (plan ? ["plan"] : [])
        var texts: [UInt8] = Array("pro".utf8)
        let starts = names.map { name in
            defer { texts += name.utf8 }
            return texts.count
        }
        return texts.withUnsafeBytes { bytes in
            let text = bytes.bindMemory(to: CChar.self).baseAddress
            let attributes = zip(names, starts).map { name, start in
                var attribute = flagpost_attribute()
                attribute.name = text.map { $0 + start }
                attribute.name_length = name.utf8.count
                attribute.string = text
                attribute.string_length = 3
                attribute.type = UInt32(name == "plan" ? FLAGPOST_ATTRIBUTE_STRING : otherType)
                return attribute
            }
            var decision = flagpost_decision()
            let status = flagpost_evaluate(reader, "flag", 4, "u", 1, attributes, attributes.count, &decision)
            let variant = decision.variant.map {
                String(decoding: UnsafeRawBufferPointer(start: $0, count: decision.variant_length), as: UTF8.self)
            }
            return (Int(status), variant)
        }
    }
}
