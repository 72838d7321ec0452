import FlagModel
import FlagStore

/// A backup on disk.
enum ArchiveFile {
    /// - Parameters:
    ///   - path: `-` is standard output.
    ///   - progress: told how many lines of how many are written.
    static func write(
        _ archive: StoreArchive, namespace: String, to path: String, progress: (Int, Int) -> Void
    ) throws {
        let file = try OutputFile(path)
        var digest = DigestStream()
        var lines = 0
        for value in archive.lines(namespace: namespace) {
            let line = value.canonical + [UInt8(ascii: "\n")]
            digest.add(line)
            try file.write(line)
            lines += 1
            progress(lines, archive.lineCount)
        }
        try file.write(StoreArchive.end(lines: lines, digest: digest).canonical + [UInt8(ascii: "\n")])
        try file.finish()
    }

    /// - Parameter path: `-` is standard input.
    /// - Throws: a `Failure` with line and reason where it is not all there, or not as it was written.
    static func read(_ path: String, progress: (Int) -> Void) throws -> (archive: StoreArchive, namespace: String) {
        let input = try InputLines(path, limit: StoreArchiveReader.limits.bytes)
        var reader = StoreArchiveReader()
        do {
            while let line = try input.next() {
                try reader.read(line)
                progress(reader.lines)
            }
            return (try reader.finish(), reader.namespace)
        } catch let error as ArchiveError {
            throw Failure(
                "\(path == "-" ? "standard input" : path): \(error)",
                advice: "Nothing was restored. Take another backup.")
        }
    }
}
