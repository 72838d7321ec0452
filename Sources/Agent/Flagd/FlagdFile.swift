// `flags.flagd.json`: what OpenFeature's flagd providers read in file mode. They look at its modification time now and
// then and read it again only where that has moved forward, so it moves forward with every writing, whatever the clock
// does. What is unchanged is copied from the last file rather than kept in memory.

import FlagModel
import FlagSnapshot

/// Writes the file; the agent has one.
struct FlagdFile {
    /// What a flag's JSON was made of: the same again need not be made again.
    struct Source: Equatable {
        /// `Mirror.Served.version`.
        var version: UInt64
        var restriction: Restriction
    }

    /// A namespace of 64 MiB, with prompts written out in every variant that has them.
    private static let sizeLimit = 1 << 30

    private let path: String
    /// Unix milliseconds.
    private var modified: Int64
    private var size = 0
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
        let last = lastBytes()
        var document = FlagdDocument(reserving: size + (64 << 10))
        for (key, source) in sources.sorted(by: { $0.key < $1.key }) {
            if let last, self.sources[key] == source, let place = places[key], place.upperBound <= last.count {
                document.append(key, last[place])
            } else if let json = await make(key, source) {
                document.append(key, json)
            }
        }
        let places = document.places
        let bytes = document.finished(metadata: metadata)
        let time = max(now, modified &+ 1)
        try AtomicFile.write(bytes, to: path, mode: 0o640, modified: time)
        (modified, size) = (time, bytes.count)
        (self.sources, self.places, self.metadata) = (sources, places, metadata)
    }

    /// `nil` where this life has written none, or somebody else has been at it.
    private func lastBytes() -> [UInt8]? {
        guard !places.isEmpty, AtomicFile.modificationTime(of: path) == modified,
            let bytes = (try? AtomicFile.read(path, limit: Self.sizeLimit)) ?? nil, bytes.count == size
        else { return nil }
        return bytes
    }
}
