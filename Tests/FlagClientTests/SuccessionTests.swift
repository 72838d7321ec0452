import FlagClient
import FlagSnapshot
import Foundation
import SnapshotWriting
import Testing

/// A namespace's directory is removed and made again while a process reports.
@Suite struct SuccessionTests {
    private let namespace: PublishedNamespace
    private let client: FlagClient
    private let reader: Reader
    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// The agent has been silent for long enough to be looked for.
    init() throws {
        namespace = try PublishedNamespace()
        try namespace.publish(variant: "a", revision: 5)
        client = try FlagClient(directory: namespace.path)
        reader = client.makeReader()
        namespace.control.beat(at: Self.now - 4_000_000_000)
    }

    /// Reports ends that tell themselves apart by their tokens.
    private func report(_ tokens: Range<UInt32>) {
        let call = reader.begin(reader.evaluate("chat"))
        for token in tokens {
            var usage = CallUsage()
            usage.inputTokens = token
            #expect(reader.end(call, .ok, usage: usage))
        }
    }

    private func tokens() throws -> [UInt32] {
        try namespace.readRing().records.filter { $0.kind == .end }.map(\.inputTokens)
    }

    private func comeBack(variant: String) async throws {
        try namespace.publish(variant: variant, revision: 6)
        let deadline = ContinuousClock.now + .seconds(60)
        while reader.evaluate("chat").variant != variant || namespace.rings.isEmpty, ContinuousClock.now < deadline {
            namespace.control.beat(at: Self.now)
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test func theRingIsMadeAgainWithWhatWasNotSettled() async throws {
        report(0..<3)
        let name = try #require(namespace.rings.first)
        let receipt = try #require(AcknowledgementWriter(path: "\(namespace.path)/acks/\(name)"))
        receipt.move(to: 2)
        try await Task.sleep(for: .milliseconds(150))
        report(3..<4)
        try namespace.recreate()
        try await comeBack(variant: "b")
        #expect(namespace.rings == [name])
        #expect(try tokens() == [1, 2, 3])
        report(4..<6)
        let ring = try namespace.readRing()
        #expect(try tokens() == [1, 2, 3, 4, 5])
        // Three begins and six ends; a begin and an end of them were settled.
        #expect(ring.header.first == 2 && ring.header.head == 9 && ring.records.count == 7)
    }

    @Test func itTakesNoMoreThanOneRingsRecordsUntilTheAgentSettlesSome() async throws {
        report(0..<10)
        try namespace.recreate()
        try await comeBack(variant: "b")
        let call = reader.begin(reader.evaluate("chat"))
        let kept = (0..<4096).filter { _ in reader.end(call, .ok) }.count
        #expect(kept == 4096 - 12)
    }

    /// Whether an agent still knows the name is not to be known.
    @Test func withoutAKnownHeartbeatTheRingIsANewOne() async throws {
        namespace.control.beat(at: 0)
        report(0..<3)
        let name = try #require(namespace.rings.first)
        try namespace.recreate()
        try await comeBack(variant: "b")
        #expect(namespace.rings.count == 1 && namespace.rings != [name])
        #expect(try tokens() == [])
    }

    @Test func aRingThatIsStillThereIsKept() async throws {
        report(0..<3)
        let rings = namespace.rings
        try namespace.replaceControlPage()
        try await comeBack(variant: "b")
        report(3..<4)
        #expect(namespace.rings == rings)
        #expect(try tokens() == [0, 1, 2, 3])
        #expect(try namespace.readRing().header.first == 0)
    }
}
