import Testing

@testable import RedisClient

@Suite struct MasterSearchTests {
    private let peers: [RedisEndpoint] = ["s1", "s2", "s3"].map { .host($0, port: 26_379) }

    private func address(_ host: String, _ port: String) -> Result<RESPValue, RedisError> {
        .success(.array([.string(Array(host.utf8)), .string(Array(port.utf8))]))
    }

    /// All who are asked, in order, each answering nothing of use.
    private func asked(_ search: inout MasterSearch) -> [RedisEndpoint] {
        search.begin()
        var asked: [RedisEndpoint] = []
        while let peer = search.next() {
            asked.append(peer)
            _ = search.received(.failure(RedisError(.unavailable, "\(peer): away")))
        }
        return asked
    }

    @Test func `sentinels are asked in turn until one knows the master, and it is asked first next time`() {
        var search = MasterSearch(.sentinel(master: "flags"), seeds: peers)
        search.begin()
        #expect(search.next() == peers[0])
        #expect(search.received(.failure(RedisError(.unavailable, "s1: away"))) == nil)
        #expect(search.next() == peers[1])
        #expect(search.received(.success(.null)) == nil)
        #expect(search.next() == peers[2])
        #expect(search.received(address("10.0.0.1", "6379")) == .host("10.0.0.1", port: 6379))
        #expect(asked(&search) == [peers[2], peers[0], peers[1]])
    }

    @Test func `who named a master of no use is asked last`() {
        var search = MasterSearch(.sentinel(master: "flags"), seeds: peers)
        search.distrust()
        #expect(asked(&search) == [peers[1], peers[2], peers[0]])
    }

    @Test func `a search without success says what each one answered`() {
        var search = MasterSearch(.sentinel(master: "flags"), seeds: Array(peers.prefix(2)))
        search.begin()
        _ = search.next()
        _ = search.received(.failure(RedisError(.timedOut, "s1:26379: silent")))
        _ = search.next()
        _ = search.received(.success(.null))
        #expect(search.next() == nil)
        #expect(search.failure.code == .unavailable)
        #expect(search.failure.message.contains("s1:26379: silent"))
        #expect(search.failure.message.contains("s2:26379: it watches no group named flags"))
    }

    @Test(arguments: [
        ([RedisError.Code.authentication, .authentication], RedisError.Code.authentication),
        ([.encryption, .encryption], .encryption), ([.authentication, .unavailable], .unavailable),
        ([.timedOut, .timedOut], .unavailable),
    ])
    func `a refusal by all of them is a refusal`(codes: [RedisError.Code], code: RedisError.Code) {
        var search = MasterSearch(.cluster(HashSlot(of: "x")), seeds: Array(peers.prefix(codes.count)))
        search.begin()
        for code in codes {
            _ = search.next()
            _ = search.received(.failure(RedisError(code, "no")))
        }
        #expect(search.failure.code == code)
    }

    @Test(arguments: [("", "6379"), ("h", "0"), ("h", "x"), ("h", "65536"), ("a b", "1"), ("h", "")])
    func `an address that cannot be one is no answer`(host: String, port: String) {
        var search = MasterSearch(.sentinel(master: "flags"), seeds: peers)
        search.begin()
        _ = search.next()
        #expect(search.received(address(host, port)) == nil)
        #expect(search.next() == peers[1])
    }

    @Test func `nodes of a cluster are remembered beside those that were given`() {
        var search = MasterSearch(.cluster(HashSlot(of: "foo")), seeds: Array(peers.prefix(1)))
        search.begin()
        _ = search.next()
        let nodes: [RESPValue] = ["a", "r"].map { .array([.string(Array($0.utf8)), .integer(7000)]) }
        let reply = RESPValue.array([.array([.integer(0), .integer(16_383)] + nodes)])
        #expect(search.received(.success(reply)) == .host("a", port: 7000))
        search.distrust()
        #expect(asked(&search) == [.host("a", port: 7000), .host("r", port: 7000), peers[0]])
    }
}
