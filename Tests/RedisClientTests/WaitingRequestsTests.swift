import Testing

@testable import RedisClient

@Suite struct WaitingRequestsTests {
    private func request(until deadline: UInt64) -> RedisRequest {
        RedisRequest(command: RESPCommand("PING"), deadline: deadline) { _ in }
    }

    @Test func `requests wait in order, at most so many, and no longer than their deadlines`() {
        var waiting = WaitingRequests(limit: 3)
        #expect(waiting.earliestDeadline == nil)
        for deadline: UInt64 in [30, 10, 20] {
            let hasRoom = waiting.append(request(until: deadline))
            #expect(hasRoom)
        }
        let hasRoom = waiting.append(request(until: 40))
        #expect(!hasRoom)
        #expect(waiting.earliestDeadline == 10)
        let none = waiting.removeExpired(at: 9)
        #expect(none.isEmpty)
        let expired = waiting.removeExpired(at: 20)
        #expect(expired.map(\.deadline) == [10, 20])
        let rest = waiting.removeAll()
        #expect(rest.map(\.deadline) == [30])
        #expect(waiting.earliestDeadline == nil)
    }
}
