import FlagModel
import Glibc
import SnapshotWriting
import Synchronization
import TestServers
import Testing

@testable import Agent

@Suite struct FlagdFileTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path("flags.flagd.json") }

    init() throws { folder = try TemporaryFolder() }

    private func sources(_ versions: [String: UInt64]) -> [String: FlagdFile.Source] {
        versions.mapValues { FlagdFile.Source(version: $0, entry: .none) }
    }

    /// Writes flags whose JSON says which version they are of; returns the keys that had to be made.
    @discardableResult
    private func write(
        _ versions: [String: UInt64], to file: inout FlagdFile, now: Int64 = 1_000_000
    ) async throws -> Set<String> {
        let made = Mutex<Set<String>>([])
        try await file.write(sources(versions), metadata: ["revision": 1], now: now) { key, source in
            made.withLock { _ = $0.insert(key) }
            return Array(#"{"version":\#(source.version)}"#.utf8)
        }
        return made.withLock { $0 }
    }

    private func flags() throws -> [String: JSONValue] {
        let bytes = try #require(try AtomicFile.read(path, limit: 1 << 20))
        return try #require(try JSONValue.parse(bytes)["flags"]?.object)
    }

    @Test func `what is unchanged is copied, what is new or changed is made`() async throws {
        var file = FlagdFile(path: path)
        #expect(try await write(["a": 1, "b": 2, "gone": 3], to: &file) == ["a", "b", "gone"])
        #expect(try await write(["a": 1, "b": 4, "c": 5], to: &file) == ["b", "c"])
        #expect(try flags() == ["a": ["version": 1], "b": ["version": 4], "c": ["version": 5]])
    }

    @Test func `a restriction changes a flag`() async throws {
        var file = FlagdFile(path: path)
        try await write(["a": 1], to: &file)
        #expect(file.holds(sources(["a": 1]), metadata: ["revision": 1]))
        let killed = ["a": FlagdFile.Source(version: 1, entry: OverrideEntry(killed: true))]
        #expect(!file.holds(killed, metadata: ["revision": 1]))
        #expect(!file.holds(sources(["a": 1]), metadata: ["revision": 2]))
    }

    @Test func `time moves forward, whatever the clock does`() async throws {
        var file = FlagdFile(path: path)
        var before: Int64 = 0
        for now: Int64 in [5_000, 5_000, 4_000, -7, 5_001, 9_000] {
            try await write(["a": UInt64(before)], to: &file, now: now)
            let time = try #require(AtomicFile.modificationTime(of: path))
            #expect(time > before)
            before = time
        }
        #expect(before == 9_000)
        // Another life of the agent, after the clock was set back.
        var next = FlagdFile(path: path)
        #expect(try await write(["a": 1], to: &next, now: 1) == ["a"])
        #expect(AtomicFile.modificationTime(of: path) == 9_001)
    }

    @Test func `a file that somebody else wrote is written anew, and nothing of it is believed`() async throws {
        var file = FlagdFile(path: path)
        try await write(["a": 1], to: &file)
        try AtomicFile.write(Array(#"{"flags":{"a":{"version":7}}}"#.utf8), to: path, mode: 0o640, modified: 2_000_000)
        #expect(!file.holds(sources(["a": 1]), metadata: ["revision": 1]))
        #expect(try await write(["a": 1], to: &file) == ["a"])
        #expect(try flags() == ["a": ["version": 1]])
        #expect(unlink(path) == 0)
        #expect(try await write(["a": 1], to: &file) == ["a"])
    }

    @Test func `trouble with the disk leaves the file as it was, and is over when the disk is well`() async throws {
        var file = FlagdFile(path: path)
        try await write(["a": 1], to: &file)
        // What is written aside cannot be: something else stands there.
        #expect(mkdir(path + ".new", 0o700) == 0)
        await #expect(throws: FileError.self) { try await write(["a": 2], to: &file) }
        #expect(try flags() == ["a": ["version": 1]])
        #expect(rmdir(path + ".new") == 0)
        try await write(["a": 2], to: &file)
        #expect(try flags() == ["a": ["version": 2]])
    }
}
