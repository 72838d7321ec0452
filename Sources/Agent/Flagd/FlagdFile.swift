// `flags.flagd.json`: what OpenFeature's flagd providers read in file mode. They look at its modification time now and
// then and read it again only where that has moved forward, so it moves forward with every writing, whatever the clock
// does. What is unchanged is copied from the last file rather than kept in memory.

import FlagModel
import SnapshotWriting

/// Writes the file; the agent has one.
struct FlagdFile {
    /// What a flag's JSON was made of: the same again need not be made again.
    struct Source: Equatable {
        /// `Mirror.Served.version`.
        var version: UInt64
        var entry: OverrideEntry
    }

    /// So much of the file is put together in memory at a time.
    private static let pieceBytes = 256 << 10

    private let path: String
    /// Unix milliseconds.
    private var modified: Int64
    private(set) var size = 0
    private var sources: [String: Source] = [:]
    private var places: [String: Range<Int>] = [:]
    private var metadata: [String: JSONValue] = [:]

    init(path: String) {
        self.path = path
        // Of an earlier life: providers remember it.
        modified = AtomicFile.modificationTime(of: path) ?? 0
    }

    /// Whether the file says this already.
    func holds(_ sources: [String: Source], metadata: [String: JSONValue]) -> Bool {
        self.metadata == metadata && self.sources == sources && AtomicFile.modificationTime(of: path) == modified
    }

    /// Replaces the file.
    ///
    /// - Parameters:
    ///   - make: the JSON of a flag that is new or has changed; `nil` leaves it out.
    ///   - now: Unix milliseconds.
    mutating func write(
        _ sources: [String: Source], metadata: [String: JSONValue], now: Int64,
        make: (_ key: String, Source) async -> [UInt8]?
    ) async throws(FileError) {
        let last = lastFile()
        let file = try FileAside(of: path, mode: 0o640)
        var document = FlagdDocument()
        for (key, source) in sources.sorted(by: { $0.key < $1.key }) {
            if let last, self.sources[key] == source, let json = places[key].flatMap(last.bytes) {
                document.append(key, json)
            } else if let json = await make(key, source) {
                document.append(key, json)
            }
            if document.waiting >= Self.pieceBytes { try file.append(document.take()) }
        }
        let places = document.places
        try file.append(document.finished(metadata: metadata))
        let time = max(now, modified &+ 1)
        try file.putInPlace(modified: time)
        (modified, size) = (time, file.count)
        (self.sources, self.places, self.metadata) = (sources, places, metadata)
    }

    /// `nil` where this life has written none, or somebody else has been at it.
    private func lastFile() -> FilePieces? {
        guard !places.isEmpty, AtomicFile.modificationTime(of: path) == modified, AtomicFile.size(of: path) == size
        else { return nil }
        return FilePieces(path)
    }
}
