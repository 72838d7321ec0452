import AgentCore
import AgentHTTP
import Control
import FlagModel
import Glibc
import Logging
import SnapshotWriting
import TestServers
import Testing

@testable import Agent

@Suite struct StateFilesTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    private func snapshot() throws -> [UInt8] {
        try SnapshotWriter.encode([], generation: 7, revision: 3, unitKey: [UInt8](repeating: 1, count: 16))
    }

    @Test func `a published snapshot is kept only where it is whole`() throws {
        let folder = try TemporaryFolder()
        let bytes = try snapshot()
        let path = folder.path("snapshot.7")
        #expect(!LastGoodService.isSound(path))
        var flipped = bytes
        flipped[bytes.count - 1] ^= 1
        for damaged in [[], Array(bytes.dropLast()), [UInt8](repeating: 0, count: bytes.count), flipped] {
            try AtomicFile.write(damaged, to: path, mode: 0o600)
            #expect(!LastGoodService.isSound(path))
        }
        try AtomicFile.write(bytes, to: path, mode: 0o600)
        #expect(LastGoodService.isSound(path))
    }

    @Test func `what cannot be read is put aside under another name, once, and stays where it is`() throws {
        let folder = try TemporaryFolder()
        for content in [[1], [2]] as [[UInt8]] {
            try AtomicFile.write(content, to: folder.path("trips"), mode: 0o600)
            let trips = TripsFileService.restore(from: folder.path("trips"), agent: "a", logger: quiet)
            #expect(trips.all.isEmpty)
            #expect(try AtomicFile.read(folder.path("trips.damaged"), limit: 10) == content)
        }
        #expect(LastGoodService.read(folder.path("trips"), logger: quiet) == nil)
        #expect(try #require(DirectoryListing.names(in: folder.path(""))).sorted() == ["trips", "trips.damaged"])
    }

    @Test
    func `the directory and what is written to it are for the agent alone, and it is made again where it is gone`()
        async throws
    {
        let folder = try TemporaryFolder()
        let directory = StateDirectory(state: folder.path("state"), namespace: "test")
        let disk = Disk(directory)
        for _ in 0..<2 {
            try await disk.write({ [1] }, to: directory.trips, isSynced: true)
            #expect(mode(directory.path) == 0o700)
            #expect(mode(directory.trips) == 0o600)
            unlink(directory.trips)
            rmdir(directory.path)
        }
        await disk.shutDown()
    }

    @Test(arguments: [256, 1_024, 4_096, 65_536, 1 << 20])
    func `rings, connections and the agent's own files fit into the limit together`(limit: Int) {
        let budget = DescriptorBudget(descriptors: limit)
        let http = budget.http
        let connections = 2 * (http.connectionsPerEndpoint + http.healthReserve)
        #expect(budget.rings(8_192) + connections + 64 <= limit)
        #expect(budget.rings(8_192) >= 8)
        #expect(http.connectionsPerPeer < http.connectionsPerEndpoint)
        #expect(http.healthReserve >= 4)
    }

    @Test func `a host with descriptors to spare gives everybody all of it`() {
        let budget = DescriptorBudget(descriptors: 65_536)
        #expect(budget.rings(8_192) == 8_192)
        #expect(budget.http.connectionsPerEndpoint == 512)
        #expect(budget.http.healthReserve == 32)
    }

    @Test func `a closed door is news once, and again with another reason`() {
        let board = DoorBoard()
        #expect(board.closed(.http, "no room"))
        #expect(!board.closed(.http, "no room"))
        #expect(board.closed(.http, "no directory"))
        #expect(board.closed(.datagrams, "no room"))
        #expect(board.lacks == ["without flagpost.sock: no directory", "without ingest.sock: no room"])
        #expect(board.opened(.http))
        #expect(!board.opened(.http))
        #expect(board.lacks == ["without ingest.sock: no room"])
    }
}
