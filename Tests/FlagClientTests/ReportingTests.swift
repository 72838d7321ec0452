import CFlagpost
import FlagClient
import FlagSnapshot
import Foundation
import SnapshotWriting
import Testing

@Suite struct ReportingTests {
    private let namespace: PublishedNamespace

    init() throws {
        namespace = try PublishedNamespace()
        try namespace.publish(variant: "a", revision: 5)
    }

    @Test func aCallsBeginAndEndReachTheRing() throws {
        let reader = try FlagClient(directory: namespace.path).makeReader()
        let decision = reader.evaluate("chat", unit: "user-1")
        let call = reader.begin(decision, unit: "user-1", model: "m", attempt: 2)
        var usage = CallUsage()
        usage.inputTokens = 3
        usage.costMicros = 40
        usage.isFinal = false
        #expect(reader.end(call, .timeout, usage: usage))

        let records = try namespace.readRing().records
        try #require(records.count == 2)
        #expect(records.map(\.kind) == [.begin, .end])
        let end = records[1]
        #expect(end.result == .timeout && end.attempt == 2 && !end.isFinal && end.revision == 5)
        #expect(end.feature == KeyHash.of("chat") && end.variant == KeyHash.of("a") && end.model == KeyHash.of("m"))
        #expect(end.decision == decision.id && end.inputTokens == 3 && end.costMicros == 40)
        let unit = UnitHash.of("user-1", key: (0..<16).map { UInt8($0) })
        #expect(UnitHash(high: end.unit.high, low: end.unit.low) == unit)
    }

    @Test func whatSomebodyMadeOfAnAnswerReachesTheRing() throws {
        let reader = try FlagClient(directory: namespace.path).makeReader()
        let decision = reader.evaluate("chat", unit: "user-1")
        #expect(reader.feedback(decision, "thumbs_down", unit: "user-1"))
        #expect(reader.score(decision, "factuality", 0.93, dimension: "functional"))
        #expect(!reader.score(decision, "factuality", .nan))
        #expect(!reader.feedback(decision, "") && !reader.feedback(decision, String(repeating: "x", count: 65)))

        let judgements = try namespace.readRing().judgements
        try #require(judgements.map(\.kind) == [.feedback, .score])
        #expect(judgements.map(\.name.string) == ["thumbs_down", "factuality"])
        #expect(judgements.map(\.dimension.string) == ["", "functional"] && judgements[1].value == 0.93)
        for judgement in judgements {
            #expect(judgement.feature == KeyHash.of("chat") && judgement.variant == KeyHash.of("a"))
            #expect(judgement.decision == decision.id && judgement.revision == 5 && judgement.time > 0)
        }
        let unit = UnitHash.of("user-1", key: (0..<16).map { UInt8($0) })
        #expect(UnitHash(high: judgements[0].unit.high, low: judgements[0].unit.low) == unit)
    }

    @Test func theCFunctionsForThemRefuseWhatIsNone() throws {
        var client: OpaquePointer?
        #expect(flagpost_open(namespace.path, nil, &client) == 0)
        let reader = flagpost_reader_new(client)
        defer {
            flagpost_reader_free(reader)
            flagpost_close(client)
        }
        let invalid = Int32(FLAGPOST_INVALID_ARGUMENT)
        var decision = flagpost_decision()
        #expect(flagpost_evaluate(reader, "chat", 4, nil, 0, nil, 0, &decision) == 0)
        #expect(flagpost_feedback(reader, &decision, "u", 1, "copy", 4) == 0)
        #expect(flagpost_score(reader, &decision, nil, 0, "tone", 4, nil, 0, 1) == 0)
        #expect(flagpost_feedback(reader, &decision, nil, 0, nil, 0) == invalid)
        #expect(flagpost_feedback(reader, nil, nil, 0, "copy", 4) == invalid)
        #expect(flagpost_feedback(nil, &decision, nil, 0, "copy", 4) == invalid)
        #expect(flagpost_feedback(reader, &decision, nil, 0, "copy", -1) == invalid)
        #expect(flagpost_score(reader, &decision, nil, 0, "tone", 4, nil, 0, .infinity) == invalid)
        #expect(flagpost_score(reader, &decision, nil, 0, "tone", 4, nil, 3, 1) == invalid)
        #expect(try namespace.readRing().judgements.count == 2)
    }

    @Test func aProcessThatOnlyReadsShowsHowFarItHasRead() throws {
        let reader = try FlagClient(directory: namespace.path).makeReader()
        namespace.control.setRevision(6)
        _ = reader.evaluate("chat")
        let header = try namespace.readRing().header
        #expect(header.seenRevision == 6 && header.seenAt > 0 && header.lastReadAt >= header.seenAt)
        #expect(header.process == UInt32(ProcessInfo.processInfo.processIdentifier))
    }

    @Test func withoutARingDirectoryReadsWorkAndReportsAreDropped() throws {
        try FileManager.default.removeItem(atPath: namespace.path + "/rings")
        let reader = try FlagClient(directory: namespace.path).makeReader()
        let decision = reader.evaluate("chat")
        #expect(decision.variant == "a")
        #expect(!reader.end(reader.begin(decision), .ok))
    }

    @Test func aFullRingTakesMoreOnceTheAgentAcknowledges() async throws {
        let reader = try FlagClient(directory: namespace.path, ringCells: 16).makeReader()
        let call = reader.begin(reader.evaluate("chat"))
        for _ in 0..<15 { #expect(reader.end(call, .ok)) }
        #expect(!reader.end(call, .ok))
        let ring = try #require(namespace.rings.first)
        let receipt = try #require(AcknowledgementWriter(path: "\(namespace.path)/acks/\(ring)"))
        receipt.move(to: 4)
        try await Task.sleep(for: .milliseconds(150))
        #expect(reader.end(call, .ok))
        receipt.move(to: 16)
        for _ in 0..<15 { #expect(reader.end(call, .ok)) }
        #expect(!reader.end(call, .ok))
        #expect(try namespace.readRing().header.dropped == 2)
    }

    @Test func threadsShareARingWithoutLosingARecord() async throws {
        let client = try FlagClient(directory: namespace.path)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let reader = client.makeReader()
                    let call = reader.begin(reader.evaluate("chat"))
                    for _ in 0..<499 { reader.end(call, .ok) }
                }
            }
        }
        #expect(namespace.rings.count == 1)
        #expect(try namespace.readRing().records.count == 2000)
    }

    @Test func aRingIsReadableByItsGroup() throws {
        let client = try FlagClient(directory: namespace.path)
        _ = client.makeReader()
        let ring = namespace.path + "/rings/" + (try #require(namespace.rings.first))
        #expect(try FileManager.default.attributesOfItem(atPath: ring)[.posixPermissions] as? Int == 0o640)
        #expect(try #require(namespace.rings.first).count == 32)
        withExtendedLifetime(client) {}
    }
}
