import Testing

@testable import AgentHTTP

@Suite("Who may hold connections")
struct ConnectionTableTests {
    private typealias Table = ConnectionTable<Int>
    private let ann = ConnectionPeer.user(1)
    private let bob = ConnectionPeer.user(2)
    private let eve = ConnectionPeer.user(3)

    private func table(limit: Int = 4, perPeer: Int = 4, reserve: Int = 2) -> Table {
        Table(limit: limit, limitPerPeer: perPeer, reserve: reserve)
    }

    @Test("the oldest that waits for its client gives way to a new one")
    func oldestWaiting() {
        var table = table()
        for id in 0..<4 { #expect(table.admit(id, from: ann) == .admitted(.ordinary, insteadOf: nil)) }
        table.works(0)
        #expect(table.admit(4, from: bob) == .admitted(.ordinary, insteadOf: 1))
        // What has just answered has begun to wait after the others.
        table.waits(0)
        #expect(table.admit(5, from: bob) == .admitted(.ordinary, insteadOf: 2))
        #expect(table.admit(6, from: bob) == .admitted(.ordinary, insteadOf: 3))
        #expect(table.admit(7, from: bob) == .admitted(.ordinary, insteadOf: 4))
        #expect(table.admit(8, from: ann) == .admitted(.ordinary, insteadOf: 0))
    }

    @Test("where all are at work, some are let in for health alone, and of these too the oldest gives way")
    func reserve() {
        var table = table(limit: 1)
        _ = table.admit(0, from: ann)
        table.works(0)
        #expect(table.admit(1, from: bob) == .admitted(.reserve, insteadOf: nil))
        #expect(table.admit(2, from: bob) == .admitted(.reserve, insteadOf: nil))
        #expect(table.admit(3, from: bob) == .admitted(.reserve, insteadOf: 1))
        table.works(2)
        table.works(3)
        #expect(table.admit(4, from: bob) == .refused)
        table.remove(2)
        #expect(table.admit(5, from: bob) == .admitted(.reserve, insteadOf: nil))
        table.remove(0)
        #expect(table.admit(6, from: bob) == .admitted(.ordinary, insteadOf: nil))
    }

    @Test("one peer has its share and no more, and only its own give way to its own")
    func share() {
        var table = table(limit: 4, perPeer: 2)
        _ = table.admit(0, from: bob)
        _ = table.admit(1, from: eve)
        _ = table.admit(2, from: eve)
        #expect(table.admit(3, from: eve) == .admitted(.ordinary, insteadOf: 1))
        table.works(2)
        table.works(3)
        #expect(table.admit(4, from: eve) == .admitted(.reserve, insteadOf: nil))
        #expect(table.admit(5, from: ann) == .admitted(.ordinary, insteadOf: nil))
        // What is in the reserve takes nothing of anybody's share.
        table.remove(3)
        #expect(table.admit(6, from: eve) == .admitted(.ordinary, insteadOf: nil))
    }

    @Test("a connection that has left, or was made to, counts for nothing and comes back by no word of its own")
    func leaving() {
        var table = table(limit: 1, perPeer: 1)
        _ = table.admit(0, from: ann)
        #expect(table.admit(1, from: ann) == .admitted(.ordinary, insteadOf: 0))
        table.waits(0)
        table.remove(0)
        table.remove(0)
        table.works(1)
        #expect(table.admit(2, from: bob) == .admitted(.reserve, insteadOf: nil))
        table.remove(1)
        #expect(table.admit(3, from: ann) == .admitted(.ordinary, insteadOf: nil))
    }

    @Test("tells clients apart by user, by IPv4 address however it came, and by IPv6 network")
    func peers() {
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 7]
        #expect(ConnectionPeer(sixteen: mapped) == .address([10, 0, 0, 7]))
        var one: [UInt8] = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]
        let first = ConnectionPeer(sixteen: one)
        one[15] = 2
        #expect(ConnectionPeer(sixteen: one) == first)
        one[7] = 2
        #expect(ConnectionPeer(sixteen: one) != first)
        let credentials = PeerCredentials(processID: 1, userID: 7, groupID: 8)
        #expect(ConnectionPeer(credentials, nil) == .user(7))
        #expect(ConnectionPeer(nil, nil) == .unknown)
    }
}
