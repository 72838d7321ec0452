import FlagClient
import FlagSnapshot
import Foundation
import SnapshotWriting
import Testing

@Suite struct ReaderTests {
    private let namespace: PublishedNamespace

    init() throws { namespace = try PublishedNamespace() }

    @Test func withNothingThereItIsNotReady() throws {
        let decision = try FlagClient(directory: namespace.path + "/none").makeReader().evaluate("chat")
        #expect(decision.status == .notReady && decision.reason == .error && decision.variant == nil)
        #expect(decision.ageNanoseconds == nil)
    }

    @Test func whatIsPublishedIsRead() throws {
        let generation = try namespace.publish(variant: "a", revision: 5)
        let decision = try FlagClient(directory: namespace.path).makeReader().evaluate("chat", unit: "u")
        #expect(decision.variant == "a" && decision.reason == .static && decision.status == .ok)
        #expect(String(decoding: decision.value, as: UTF8.self) == #"{"m":"a"}"#)
        #expect(decision.revision == 5 && decision.generation == generation)
    }

    @Test func theNextEvaluationSeesANewSnapshotAndAKill() throws {
        try namespace.publish(variant: "a", revision: 5)
        let reader = try FlagClient(directory: namespace.path).makeReader()
        #expect(reader.evaluate("chat").variant == "a")
        try namespace.publish(variant: "b", revision: 6)
        #expect(reader.evaluate("chat").variant == "b")
        namespace.control.set(OverrideEntry(killed: true), for: KeyHash.of("chat"))
        #expect(reader.evaluate("chat").cause == .killed)
        #expect(reader.evaluate("chat").variant == "off")
    }

    @Test(arguments: [0, 20, 40, 122])
    func aDamagedSnapshotLeavesTheOldOne(offset: Int) throws {
        let first = try namespace.publish(variant: "a", revision: 5)
        let reader = try FlagClient(directory: namespace.path).makeReader()
        try namespace.publish(variant: "b", revision: 6) { $0[offset] ^= 1 }
        let decision = reader.evaluate("chat")
        #expect(decision.variant == "a" && decision.generation == first)
        // It has seen the kills of revision 6, but not its specs.
        #expect(decision.revision == 5)
        try namespace.publish(variant: "c", revision: 7)
        #expect(reader.evaluate("chat").variant == "c")
    }

    @Test func aSnapshotThatIsDamagedAtTheFirstOpenIsNotRead() throws {
        try namespace.publish(variant: "a", revision: 5) { $0[$0.count - 1] ^= 1 }
        #expect(try FlagClient(directory: namespace.path).makeReader().evaluate("chat").status == .notReady)
    }

    @Test func aSnapshotThatWasReplacedIsUnmappedSoonAfter() throws {
        let long = Array(#"{"m":"\#(String(repeating: "x", count: 1_200_000))"}"#.utf8)
        let feature = CompiledFeature(
            key: "chat", salt: "chat", bucketBy: nil, variants: [CompiledVariant(name: "a", value: long)], baseline: 0,
            offVariant: 0, rules: [CompiledRule(shares: [.init(variant: 0, weight: 100_000)])])
        try namespace.publish(features: [feature])
        let reader = try FlagClient(directory: namespace.path).makeReader()
        #expect(reader.evaluate("chat").variant == "a")
        try namespace.publish(variant: "b", revision: 6)
        for _ in 0..<100 { #expect(reader.evaluate("chat").variant == "b") }
        #expect(try namespace.mappedSnapshots() == ["snapshot.\(reader.generation)"])
    }

    @Test func aMissingSnapshotLeavesTheOldOne() throws {
        try namespace.publish(variant: "a", revision: 5)
        let reader = try FlagClient(directory: namespace.path).makeReader()
        namespace.control.publish(generation: 5_000_000)
        #expect(reader.evaluate("chat").variant == "a")
    }

    @Test func ageIsTheTimeSinceTheLastConfirmation() throws {
        try namespace.publish(variant: "a", revision: 5)
        let reader = try FlagClient(directory: namespace.path).makeReader()
        #expect(reader.evaluate("chat").ageNanoseconds == nil)
        namespace.control.confirm(at: 1)
        #expect(try #require(reader.evaluate("chat").ageNanoseconds) > 1_000_000)
        namespace.control.confirm(at: .max)
        #expect(reader.evaluate("chat").ageNanoseconds == 0)
    }

    /// No heartbeat ever: the page is looked for by path again, at most once a second. Its generation is the same number.
    @Test func aDirectoryThatWasRemovedAndMadeAgainIsFound() async throws {
        try namespace.publish(variant: "a", revision: 5)
        let reader = try FlagClient(directory: namespace.path).makeReader()
        #expect(reader.evaluate("chat").variant == "a")
        try namespace.recreate()
        #expect(reader.evaluate("chat").variant == "a")
        try namespace.publish(variant: "b", revision: 2)
        let deadline = ContinuousClock.now + .seconds(60)
        var variant = reader.evaluate("chat").variant
        while variant != "b" || namespace.rings.isEmpty, ContinuousClock.now < deadline {
            namespace.control.beat(at: DispatchTime.now().uptimeNanoseconds)
            try await Task.sleep(for: .milliseconds(50))
            variant = reader.evaluate("chat").variant
        }
        #expect(variant == "b")
        #expect(namespace.rings.count == 1)
    }

    @Test func decisionIdsDiffer() throws {
        let client = try FlagClient(directory: namespace.path)
        let readers = [client.makeReader(), client.makeReader()]
        let ids = Set(
            (0..<1000).map { number in
                let id = readers[number % 2].evaluate("chat").id
                return "\(id.high) \(id.low)"
            })
        #expect(ids.count == 1000)
        let id = readers[0].evaluate("chat").id
        let seconds = Double(id.high >> 16) / 1000
        #expect(abs(seconds - Date().timeIntervalSince1970) < 2)
    }

    @Test func anUnusableConfigurationIsRefused() {
        #expect(throws: FlagClient.OpenError.self) { try FlagClient(directory: "") }
        #expect(throws: FlagClient.OpenError.self) {
            try FlagClient(directory: String(repeating: "x", count: 4000))
        }
        #expect(throws: FlagClient.OpenError.self) { try FlagClient(directory: "/x", ringCells: 17) }
    }
}
