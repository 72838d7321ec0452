import CAllocationCount
import CFlagpost
import FlagClient
import FlagSnapshot
import SnapshotWriting
import Testing

@Suite struct AllocationTests {
    private let namespace: PublishedNamespace

    init() throws { namespace = try PublishedNamespace() }

    /// Through the C functions: a Swift decision has a `String` and an array of its own.
    @Test(arguments: [false, true])
    func evaluatingAllocatesNothing(isKilled: Bool) throws {
        try namespace.publish(variant: "a", revision: 5)
        if isKilled { namespace.control.set(OverrideEntry(killed: true), for: KeyHash.of("chat")) }
        var client: OpaquePointer?
        try #require(flagpost_open(namespace.path, nil, &client) == 0)
        defer { flagpost_close(client) }
        let reader = flagpost_reader_new(client)
        defer { flagpost_reader_free(reader) }

        let texts = (feature: Array("chat".utf8CString), unit: Array("user-1".utf8CString))
        var attribute = flagpost_attribute()
        var decision = flagpost_decision()
        let counts: (before: UInt64, after: UInt64) = texts.feature.withUnsafeBufferPointer { feature in
            texts.unit.withUnsafeBufferPointer { unit in
                attribute.name = feature.baseAddress
                attribute.name_length = 4
                attribute.string = unit.baseAddress
                attribute.string_length = 6
                func evaluate(times: Int) -> UInt64 {
                    for _ in 0..<times {
                        flagpost_evaluate(reader, feature.baseAddress, 4, unit.baseAddress, 6, &attribute, 1, &decision)
                    }
                    return allocation_count()
                }
                // The first evaluation may have the Swift runtime make itself ready.
                return (evaluate(times: 1), evaluate(times: 1000))
            }
        }
        #expect(decision.status == 0 && decision.cause == (isKilled ? 1 : 0))
        #expect(counts.after == counts.before)
    }

    @Test func allocationsAreCounted() {
        let before = allocation_count()
        UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 8).deallocate()
        #expect(allocation_count() == before + 1)
    }
}
