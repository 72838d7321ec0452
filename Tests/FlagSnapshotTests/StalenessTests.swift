import FlagSnapshot
import SnapshotWriting
import Testing

/// The dead man's switch: from mapped memory alone, with nobody there to say anything.
@Suite struct StalenessTests {
    private let directory: TemporaryDirectory
    private let page: ControlPageWriter
    private let file: [UInt8]

    private static let second: UInt64 = 1_000_000_000

    init() throws {
        directory = try TemporaryDirectory()
        page = try ControlPageWriter(path: directory.path + "/control")
        var feature = CompiledFeature.chat(rules: [.serve(1)])
        feature.onStale = CompiledStaleness(after: 60 * Self.second, serve: 0)
        file = try snapshot(feature, .chat(key: "search", rules: [.serve(1)]))
    }

    private func answer(_ key: String = "support-chat", at seconds: UInt64) throws -> Answer {
        let now = EvaluationTime(monotonic: seconds * Self.second, unixMilliseconds: 0)
        return try evaluate(key, unit: "user-1", in: file, under: page.reader, at: now)
    }

    @Test func `as long as the agent confirms, the route decides`() throws {
        page.confirm(at: 1000 * Self.second)
        for seconds: UInt64 in [1000, 1059, 1060] {
            #expect(try answer(at: seconds).variant == "canary")
        }
    }

    @Test func `too long after the last confirmation, what the feature planned is served`() throws {
        page.confirm(at: 1000 * Self.second)
        let answer = try answer(at: 1061)
        #expect(answer.variant == "stable" && answer.reason == .stale && answer.cause == .stale && answer.status == .ok)
    }

    @Test func `what was never confirmed is stale`() throws {
        #expect(try answer(at: 1).cause == .stale)
        let alone = try evaluate("support-chat", unit: "user-1", in: file)
        #expect(alone.cause == .stale)
    }

    @Test func `a confirmation from another boot is none`() throws {
        page.confirm(at: 1000 * Self.second)
        #expect(try answer(at: 5).cause == .stale)
        // The reader's coarse clock may be a little behind.
        page.confirm(at: 5 * Self.second + 4_000_000)
        #expect(try answer(at: 5).cause == .none)
    }

    @Test func `a feature without onStale serves the last known state for good`() throws {
        #expect(try answer("search", at: 1_000_000).variant == "canary")
    }

    @Test func `a kill and a trip come first, a withdrawal after`() throws {
        let feature = KeyHash.of("support-chat")
        page.set(OverrideEntry(killed: true), for: feature)
        #expect(try answer(at: 1).cause == .killed)
        page.set(OverrideEntry(serve: KeyHash.of("off")), for: feature)
        let tripped = try answer(at: 1)
        #expect(tripped.cause == .tripped && tripped.variant == "off")
        page.set(OverrideEntry(replaced: [.init(variant: KeyHash.of("stable"))]), for: feature)
        #expect(try answer(at: 1).variant == "off")
    }
}
