import SeededRandom
import Testing

@testable import RedisClient

@Suite struct ClusterSlotsTests {
    private static func node(_ host: RESPValue, _ port: Int64) -> RESPValue {
        .array([host, .integer(port), .string(Array("id".utf8)), .array([])])
    }

    private static func host(_ name: String) -> RESPValue { .string(Array(name.utf8)) }

    private let entry = RedisEndpoint.host("entry", port: 1)

    private let reply = RESPValue.array([
        .array([.integer(0), .integer(99), node(host("a"), 7000), node(host("r"), 7003)]),
        .array([.integer(100), .integer(16_000), node(host("::1"), 7001)]),
        .array([.integer(16_001), .integer(16_383), node(host("a"), 7000)]),
    ])

    @Test func `the master of a slot, the masters and the nodes are found`() throws {
        let slots = try #require(ClusterSlots(reply))
        #expect(slots.master(of: HashSlot(of: ""), askedOf: entry) == .host("a", port: 7000))
        #expect(slots.master(of: HashSlot(of: "foo"), askedOf: entry) == .host("::1", port: 7001))
        #expect(slots.masters(askedOf: entry) == [.host("a", port: 7000), .host("::1", port: 7001)])
        #expect(slots.nodes.last == .host("r", port: 7003))
        #expect(slots.nodes.count == 3)
    }

    @Test func `a node that does not name itself is the one that was asked`() throws {
        let reply = RESPValue.array([.array([.integer(0), .integer(16_383), Self.node(.null, 7000)])])
        #expect(try #require(ClusterSlots(reply)).master(of: HashSlot(of: "x"), askedOf: entry) == entry)
    }

    @Test func `a slot that nobody serves has no master`() throws {
        let slots = try #require(ClusterSlots(.array([])))
        #expect(slots.master(of: HashSlot(of: "x"), askedOf: entry) == nil)
    }

    @Test(arguments: [
        RESPValue.null, .status("OK"), .array([.null]), .array([.array([.integer(0), .integer(1)])]),
        .array([.array([.integer(5), .integer(1), node(host("a"), 1)])]),
        .array([.array([.integer(-1), .integer(1), node(host("a"), 1)])]),
        .array([.array([.integer(0), .integer(16_384), node(host("a"), 1)])]),
        .array([.array([.integer(0), .integer(.max), node(host("a"), 1)])]),
        .array([.array([.integer(0), .integer(1), .array([])])]),
    ])
    func `what is no list of slots is refused`(reply: RESPValue) {
        #expect(ClusterSlots(reply) == nil)
    }

    @Test func `any reply is read or refused`() {
        var generator = SeededGenerator(seed: 11)
        func value(_ depth: Int) -> RESPValue {
            switch Int.random(in: 0..<(depth > 0 ? 8 : 4), using: &generator) {
            case 0: .null
            case 1: .integer([0, 1, 5, 16_383, 16_384, -1, .max, .min].randomElement(using: &generator) ?? 0)
            case 2:
                Self.host(
                    ["a", "", "?", "::1", "a b", String(repeating: "x", count: 300)].randomElement(using: &generator)
                        ?? "")
            case 3: .integer(Int64.random(in: 0..<16_384, using: &generator))
            default: .array((0..<Int.random(in: 0..<5, using: &generator)).map { _ in value(depth - 1) })
            }
        }
        var read = 0
        for _ in 0..<10_000 {
            let node = value(2)
            let range: [RESPValue] =
                Bool.random(using: &generator) ? [.integer(0), .integer(9)] : [value(0), value(0)]
            guard let slots = ClusterSlots(.array([.array(range + [node, value(1)]), .array(range + [node])])) else {
                continue
            }
            read += 1
            #expect(slots.ranges.allSatisfy { $0.slots.lowerBound >= 0 && $0.slots.upperBound < HashSlot.count })
            #expect(slots.nodes.count <= ClusterSlots.nodeLimit)
        }
        #expect(read > 500)
    }
}
