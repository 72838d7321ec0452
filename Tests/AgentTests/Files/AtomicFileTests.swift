import TestServers
import Testing

@testable import Agent

@Suite struct AtomicFileTests {
    @Test func `what was written is read back, whole and with its mode`() throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        try AtomicFile.write(bytes, to: folder.path("file"), mode: 0o640)
        #expect(try AtomicFile.read(folder.path("file"), limit: 1 << 20) == bytes)
        try AtomicFile.write([1], to: folder.path("file"), mode: 0o640)
        #expect(try AtomicFile.read(folder.path("file"), limit: 1 << 20) == [1])
        #expect(DirectoryListing.names(in: folder.path("")) == ["file"])
    }

    @Test func `pieces of any size come to one file, and a file that is given up leaves nothing`() throws {
        let folder = try TemporaryFolder()
        let file = try FileAside(of: folder.path("file"), mode: 0o640)
        var whole: [UInt8] = []
        for size in [0, 1, 65_535, 1, 65_536, 200_000, 3] {
            let piece = (0..<size).map { UInt8(truncatingIfNeeded: $0 + size) }
            try file.append(piece)
            whole += piece
        }
        #expect(AtomicFile.size(of: folder.path("file")) == nil)
        try file.putInPlace()
        #expect(file.count == whole.count)
        #expect(try AtomicFile.read(folder.path("file"), limit: 1 << 20) == whole)
        func giveUp() throws { try FileAside(of: folder.path("other"), mode: 0o640).append([1, 2, 3]) }
        try giveUp()
        #expect(DirectoryListing.names(in: folder.path("")) == ["file"])
        #expect(FilePieces(folder.path("file"))?.bytes(65_530..<65_540) == Array(whole[65_530..<65_540]))
        #expect(FilePieces(folder.path("file"))?.bytes(whole.count - 1..<whole.count + 1) == nil)
    }

    @Test func `a copy is the same, and what is not there takes nothing's place`() throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        try AtomicFile.write(bytes, to: folder.path("from"), mode: 0o640)
        #expect(try AtomicFile.copy(folder.path("from"), to: folder.path("to"), mode: 0o640))
        #expect(try AtomicFile.copy(folder.path("none"), to: folder.path("to"), mode: 0o640) == false)
        #expect(try AtomicFile.read(folder.path("to"), limit: 1 << 20) == bytes)
    }

    @Test func `a file that is missing is none, one that is too large is refused`() throws {
        let folder = try TemporaryFolder()
        #expect(try AtomicFile.read(folder.path("none"), limit: 10) == nil)
        try AtomicFile.write([UInt8](repeating: 0, count: 11), to: folder.path("large"), mode: 0o600)
        #expect(throws: FileError.self) { try AtomicFile.read(folder.path("large"), limit: 10) }
    }

    @Test func `a folder that is not there is named`() {
        let error = #expect(throws: FileError.self) { try AtomicFile.write([], to: "/nowhere/at/all", mode: 0o600) }
        #expect("\(String(describing: error))".contains("/nowhere/at/all.new"))
    }
}
