import FlagSnapshot
import Foundation
import SeededRandom
import SnapshotWriting
import Testing

@Suite struct ControlPageTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/control" }

    init() throws { directory = try TemporaryDirectory() }

    @Test func generationsNeverGoBack() throws {
        let page = try ControlPageWriter(path: path)
        #expect(page.nextGeneration(unixMilliseconds: 1000) == 1000)
        page.publish(generation: 1000)
        #expect(page.nextGeneration(unixMilliseconds: 10) == 1001)
    }

    @Test func aRestartedAgentGoesOnCounting() throws {
        do {
            let page = try ControlPageWriter(path: path)
            page.publish(generation: 500)
            page.setRevision(12)
            page.set(OverrideEntry(killed: true), for: 77)
        }
        let page = try ControlPageWriter(path: path)
        #expect(page.nextGeneration(unixMilliseconds: 1) == 501)
        #expect(page.reader.revision == 12)
        #expect(page.restrictedFeatures() == [77])
    }

    @Test(arguments: ["", "not a control page", String(repeating: "x", count: ControlPageLayout.size)])
    func anotherFileIsReplaced(content: String) throws {
        try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        let page = try ControlPageWriter(path: path)
        #expect(page.reader.generation == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o644)
    }

    @Test func aMissingDirectoryIsAnError() {
        #expect(throws: ControlPageWriter.Failure.self) { _ = try ControlPageWriter(path: path + "/none/control") }
    }

    @Test func aRemovedPageIsNoticed() throws {
        let page = try ControlPageWriter(path: path)
        #expect(page.hasPageAtPath())
        try FileManager.default.removeItem(atPath: path)
        #expect(!page.hasPageAtPath())
    }

    @Test func theTableFillsAndSaysSo() throws {
        let page = try ControlPageWriter(path: path)
        for feature in 1...UInt64(ControlPageLayout.entryCount) {
            #expect(page.set(OverrideEntry(killed: true), for: feature << 7))
        }
        #expect(!page.set(OverrideEntry(killed: true), for: 3))
        #expect(page.set(.none, for: 5 << 7))
        #expect(page.set(OverrideEntry(killed: true), for: 3))
        #expect(page.restrictedFeatures().count == ControlPageLayout.entryCount)
    }

    /// Features in few probes, set and cleared at random, against a dictionary.
    @Test func theTableKeepsWhatWasSet() throws {
        let page = try ControlPageWriter(path: path)
        var generator = SeededGenerator(seed: 1)
        var expected: [UInt64: OverrideEntry] = [:]
        for _ in 0..<5000 {
            let feature = UInt64.random(in: 1...40, using: &generator) << 14 | 5
            let restriction = OverrideEntry(
                killed: Bool.random(using: &generator), serve: UInt64.random(in: 0...1, using: &generator),
                replaced: (0..<Int.random(in: 0...6, using: &generator)).map {
                    .init(variant: UInt64($0 * 3) + UInt64.random(in: 1...3, using: &generator), by: 9)
                })
            page.set(restriction, for: feature)
            expected[feature] = restriction == .none ? nil : restriction
        }
        #expect(Set(page.restrictedFeatures()) == Set(expected.keys))
    }

    /// A reader never sees less than both what was and what is to be.
    @Test func aChangeIsNeverLaxerHalfway() async throws {
        let file = try snapshot(.chat())
        let writer = try ControlPageWriter(path: path)
        let feature = KeyHash.of("support-chat")
        let canary = KeyHash.of("canary")
        let six = (0..<6).map { OverrideEntry.Replacement(variant: KeyHash.of("v\($0)")) }
        let states = [
            OverrideEntry(killed: true), OverrideEntry(replaced: [.init(variant: canary)]),
            OverrideEntry(serve: KeyHash.of("stable")),
            OverrideEntry(replaced: Array(six[1...]) + [.init(variant: canary)]),
            OverrideEntry(replaced: [.init(variant: canary)] + six[..<5]),
        ]
        writer.set(states[0], for: feature)
        let reader = writer.reader
        let isOver = Flag()
        async let laxest = Task.detached {
            var laxest = 0
            while !isOver.isSet {
                let answer = try evaluate(
                    "support-chat", unit: "user-1", [("plan", .string("staff"))], in: file, under: reader)
                if answer.variant == "canary" { laxest += 1 }
            }
            return laxest
        }.value
        for round in 0..<20_000 { writer.set(states[round % states.count], for: feature) }
        isOver.set()
        #expect(try await laxest == 0)
    }
}

private final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var value = false
    var isSet: Bool { lock.withLock { value } }
    func set() { lock.withLock { value = true } }
}
