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

    @Test(arguments: [[], [0], [0xff, 0x10, 0x0a]] as [[UInt8]])
    func `hexadecimal text comes back as it was`(bytes: [UInt8]) {
        #expect(Hexadecimal.bytes(Hexadecimal.text(bytes)) == bytes)
    }

    @Test(arguments: ["0", "0g", "é0", "+1"])
    func `what is no hexadecimal text is refused`(text: String) {
        #expect(Hexadecimal.bytes(text) == nil)
    }
}
