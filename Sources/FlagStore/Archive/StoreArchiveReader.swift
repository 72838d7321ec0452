package import FlagModel

/// Why a file is no archive that can be restored, and in which line that shows.
package struct ArchiveError: Error, Sendable, Equatable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    package var message: String

    package var description: String { "line \(line): \(message)" }
}

/// Puts an archive together from the lines of a file. Nothing of it can be had before the last line has said that it is
/// all there.
package struct StoreArchiveReader: Sendable {
    /// The namespace that it was taken of; known after the first line.
    package private(set) var namespace = ""
    /// Lines read.
    package private(set) var lines = 0

    private var archive: StoreArchive?
    private var expected: [StoreArchive.Part: Int] = [:]
    private var part = StoreArchive.Part.document
    private var digest = DigestStream()
    private var isAtEnd = false

    package init() {}

    /// How long a line may be, and what it may hold: what waits may be 4 MiB, which JSON within JSON makes longer.
    package static let limits = JSONLimits(bytes: 32 << 20, depth: 64, values: 1_000_000)

    /// - Parameter line: without its line feed.
    package mutating func read(_ line: [UInt8]) throws(ArchiveError) {
        lines += 1
        guard !isAtEnd else { throw error("the archive has ended; this does not belong to it") }
        let value: JSONValue
        do {
            value = try JSONValue.parse(line, limits: Self.limits)
        } catch {
            throw self.error("cannot be read: \(error.message)")
        }
        if let end = value["end"] {
            try check(end: end, digest: value["sha256"])
            isAtEnd = true
            return
        }
        digest.add(line + [UInt8(ascii: "\n")])
        if archive == nil { try readHeader(value) } else { try readPart(value) }
    }

    /// All of it.
    package func finish() throws(ArchiveError) -> StoreArchive {
        guard let archive, isAtEnd else {
            throw ArchiveError(line: lines + 1, message: "the file ends here, before the archive does: it was cut off")
        }
        let lineage = archive.load.lineage
        let last = UInt64(StoreLimits.revision)
        guard lineage.revision < last, lineage.epoch < last, lineage.adoptedEpoch <= lineage.epoch,
            archive.revisions.allSatisfy({ $0 <= lineage.revision })
        else {
            throw ArchiveError(line: 1, message: "the lineage does not fit what follows: a revision lies beyond it")
        }
        return archive
    }

    private mutating func readHeader(_ header: JSONValue) throws(ArchiveError) {
        guard header["format"]?.string == StoreArchive.format else {
            throw error(
                "this is no backup of Flagpost: the first line should say \"format\":\"\(StoreArchive.format)\"")
        }
        guard let version = header["version"]?.integer else { throw error("version is missing") }
        guard version <= StoreArchive.version else {
            throw error(
                "the backup is of version \(version), which a newer flagpost wrote; this one reads up to "
                    + "\(StoreArchive.version)")
        }
        guard let lineage = header["lineage"].flatMap(Lineage.init(json:)), let now = header["now"]?.integer,
            let committed = header["committed"]?.integer, let name = header["namespace"]?.string,
            let unitKey = (header["unit_key"]?.string).flatMap(Hexadecimal.bytes), unitKey.count == 16
        else { throw error("the first line should name namespace, lineage, times and unit key") }
        let checkpoint = header["checkpoint"] ?? .null
        guard checkpoint == .null || AuditChain.Checkpoint(json: checkpoint) != nil else {
            throw error("checkpoint cannot be read")
        }
        for part in StoreArchive.Part.allCases {
            guard let count = header["counts"]?[part.rawValue]?.integer.flatMap(Int.init(exactly:)), count >= 0 else {
                throw error("counts.\(part.rawValue) is missing")
            }
            expected[part] = count
        }
        namespace = name
        archive = StoreArchive(
            load: StoreLoad(
                lineage: lineage, now: now, committedAt: committed, unitKey: unitKey, isComplete: true, documents: [],
                states: []),
            checkpoint: AuditChain.Checkpoint(json: checkpoint), log: [], past: [])
    }

    private mutating func readPart(_ line: JSONValue) throws(ArchiveError) {
        let order = StoreArchive.Part.allCases
        guard let kind = order.first(where: { line[$0.rawValue] != nil }) else { throw error("is no line of a backup") }
        guard let place = order.firstIndex(of: kind), let now = order.firstIndex(of: part), place >= now else {
            throw error("a \(kind.rawValue) does not stand after a \(part.rawValue)")
        }
        part = kind
        guard add(kind, line) else { throw error("the \(kind.rawValue) cannot be read") }
    }

    private mutating func add(_ kind: StoreArchive.Part, _ line: JSONValue) -> Bool {
        switch kind {
        case .document:
            guard let document = StoredDocument(line: line) else { return false }
            archive?.load.documents.append(document)
        case .state:
            guard let state = StoredState(line: line) else { return false }
            archive?.load.states.append(state)
        case .schedule:
            guard let schedule = line["schedule"].flatMap(Schedule.init(json:)) else { return false }
            archive?.load.schedules.append(schedule)
        case .record:
            guard let record = ChangeRecord(archiveLine: line) else { return false }
            archive?.log.append(record)
        case .past:
            guard let content = StoreArchive.PastContent(line: line) else { return false }
            archive?.past.append(content)
        }
        return true
    }

    private func check(end: JSONValue, digest stated: JSONValue?) throws(ArchiveError) {
        guard let archive else { throw error("the first line is missing") }
        let found: [StoreArchive.Part: Int] = [
            .document: archive.load.documents.count, .state: archive.load.states.count,
            .schedule: archive.load.schedules.count, .record: archive.log.count, .past: archive.past.count,
        ]
        for part in StoreArchive.Part.allCases where found[part] != expected[part] {
            throw error(
                "lines are missing: \(expected[part] ?? 0) of kind \(part.rawValue) were written, "
                    + "\(found[part] ?? 0) are here")
        }
        guard end.integer == Int64(lines - 1), stated?.string == digest.hexadecimal else {
            throw error("the digest is not that of the lines before it: the file was altered or damaged")
        }
    }

    private func error(_ message: String) -> ArchiveError { ArchiveError(line: lines, message: message) }
}

extension StoreArchive {
    /// Every revision that something in it names.
    fileprivate var revisions: [UInt64] {
        load.documents.map(\.revision) + load.states.map(\.revision) + log.map(\.revision) + past.map(\.replacedAt)
            + [checkpoint?.revision].compactMap { $0 }
    }

    /// The last line of a file.
    ///
    /// - Parameter digest: over all lines before it, each with its line feed.
    package static func end(lines: Int, digest: DigestStream) -> JSONValue {
        ["end": .integer(Int64(lines)), "sha256": .string(digest.hexadecimal)]
    }
}
