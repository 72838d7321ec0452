import Glibc
import TestServers
import Testing

@testable import Agent

@Suite struct RuntimeDirectoryTests {
    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    @Test
    func `rings and receipts are for those who know their names, in new folders and in those of earlier versions`()
        throws
    {
        let folder = try TemporaryFolder()
        for _ in 0..<2 {
            let directory = try RuntimeDirectory(runtime: folder.path("run"), namespace: "test", group: nil)
            #expect(directory.faults == [])
            #expect(mode(directory.path) == 0o2750)
            #expect(mode(directory.rings) == 0o3730)
            #expect(mode(directory.acknowledgements) == 0o2710)
            chmod(directory.rings, 0o3770)
            chmod(directory.acknowledgements, 0o2750)
            chmod(directory.path, 0o2770)
        }
    }

    @Test func `what an earlier life was writing when it ended is removed, and nothing else`() throws {
        let folder = try TemporaryFolder()
        let path = try RuntimeDirectory(runtime: folder.path("run"), namespace: "test", group: nil).path
        for name in ["snapshot.8", "snapshot.9.new", "control.new"] {
            try AtomicFile.write([1], to: "\(path)/\(name)", mode: 0o600)
        }
        let directory = try RuntimeDirectory(runtime: folder.path("run"), namespace: "test", group: nil)
        #expect(
            try #require(DirectoryListing.names(in: directory.path)).sorted()
                == ["acks", "agent.lock", "rings", "snapshot.8"])
    }

    @Test func `a folder that cannot be made is a fault, and is made later`() throws {
        let folder = try TemporaryFolder()
        #expect(mkdir(folder.path("run"), 0o755) == 0)
        #expect(mkdir(folder.path("run/test"), 0o755) == 0)
        try AtomicFile.write([], to: folder.path("run/test/acks"), mode: 0o600)
        let directory = try RuntimeDirectory(runtime: folder.path("run"), namespace: "test", group: nil)
        #expect(directory.faults.count == 1)
        #expect(DirectoryListing.names(in: directory.acknowledgements) == nil)
        unlink(directory.acknowledgements)
        try directory.makeFolders()
        #expect(DirectoryListing.names(in: directory.acknowledgements) == [])
        #expect(mode(directory.acknowledgements) == 0o2710)
    }
}
