import CFlagpost
import FlagClient
import FlagSnapshot
import Foundation
import Testing

/// What has begun and not ended when its client goes.
@Suite struct OpenCallTests {
    private let namespace: PublishedNamespace

    init() throws {
        namespace = try PublishedNamespace()
        try namespace.publish(variant: "a", revision: 5)
    }

    private func ends() throws -> [RingRecord] { try namespace.readRing().records.filter { $0.kind == .end } }

    @Test func `the end of a client ends its open calls as cancelled, and no others`() throws {
        var decisions: [(high: UInt64, low: UInt64)] = []
        do {
            let reader = try FlagClient(directory: namespace.path).makeReader()
            for number in 0..<5 {
                let decision = reader.evaluate("chat", unit: "user-1")
                let call = reader.begin(decision, unit: "user-1", model: "m", attempt: 2)
                if number == 1 { reader.end(call, .ok) } else { decisions.append(decision.id) }
                if number == 1 { reader.end(call, .ok) }
            }
            #expect(try ends().map(\.result) == [.ok, .ok])
        }
        let cancelled = try ends().dropFirst(2)
        #expect(cancelled.map(\.result) == Array(repeating: .cancelled, count: 4))
        #expect(zip(cancelled, decisions).allSatisfy { $0.decision == $1 })
        #expect(cancelled.allSatisfy { $0.attempt == 2 && $0.isFinal && $0.model == KeyHash.of("m") && $0.time > 0 })
    }

    @Test func `they end once, whoever asks for it`() throws {
        let client = try FlagClient(directory: namespace.path)
        let reader = client.makeReader()
        _ = reader.begin(reader.evaluate("chat"))
        client.cancelOpenCalls()
        client.cancelOpenCalls()
        #expect(try ends().map(\.result) == [.cancelled])
    }

    @Test func `closing ends them in C, too`() throws {
        var client: OpaquePointer?
        try #require(flagpost_open(namespace.path, nil, &client) == 0)
        let reader = try #require(flagpost_reader_new(client))
        var decision = flagpost_decision()
        #expect(flagpost_evaluate(reader, "chat", 4, nil, 0, nil, 0, &decision) == 0)
        var calls = [flagpost_call](repeating: flagpost_call(), count: 3)
        for index in calls.indices {
            #expect(flagpost_begin(reader, &decision, nil, 0, nil, 0, UInt32(index + 1), &calls[index]) == 0)
        }
        var usage = flagpost_usage()
        usage.late = 1
        #expect(flagpost_end(reader, &calls[0], &usage) == 0)
        usage.late = 0
        #expect(flagpost_end(reader, &calls[1], &usage) == 0)
        flagpost_cancel_open(client)
        #expect(try ends().map(\.attempt) == [1, 2, 1, 3])
        flagpost_reader_free(reader)
        flagpost_close(client)
        flagpost_cancel_open(nil)
        #expect(try ends().count == 4)
    }

    @Test func `more than there is room for are not followed, and end as ever`() async throws {
        let client = try FlagClient(directory: namespace.path)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let reader = client.makeReader()
                    let calls = (0..<400).map { _ in reader.begin(reader.evaluate("chat")) }
                    for call in calls.dropLast(2) { reader.end(call, .ok) }
                }
            }
        }
        client.cancelOpenCalls()
        let results = try ends().map(\.result)
        #expect(results.count { $0 == .ok } == 4 * 398)
        #expect(results.count { $0 == .cancelled } <= 8)
    }
}
