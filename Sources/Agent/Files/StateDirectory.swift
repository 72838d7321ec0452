// What survives a reboot: last-good documents, this host's trips, the telemetry checkpoint, the agent's id.

#if canImport(Glibc)
    import Glibc
#endif

/// Paths in a namespace's state directory. It may be missing, full or read-only: the agent then goes on without it.
struct StateDirectory: Sendable {
    let path: String

    /// Makes the directory where it is missing; a failure is the caller's to report, not to die of.
    init(state: String, namespace: String) {
        path = "\(state)/\(namespace)"
    }

    func create() throws(FileError) {
        var partial = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            partial += (partial.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
            if mkdir(partial, 0o750) != 0 && errno != EEXIST { throw FileError("create", partial) }
        }
    }

    var lastGood: String { "\(path)/last-good" }
    /// The snapshot last published, for a start in milliseconds.
    var lastGoodSnapshot: String { "\(path)/last-good.snapshot" }
    var trips: String { "\(path)/trips" }
    var checkpoint: String { "\(path)/checkpoint" }
    /// What was counted since, in files of this name with an ending.
    var journal: String { "\(path)/journal" }
    var identity: String { "\(path)/agent-id" }

    /// This agent's id: 128 random bits, kept from its first start on. A new one each start where it cannot be kept.
    func agentID() -> String {
        if let bytes = try? AtomicFile.read(identity, limit: 64), bytes.count == 32,
            bytes.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        {
            return String(decoding: bytes, as: UTF8.self)
        }
        var generator = SystemRandomNumberGenerator()
        let id = (0..<2).map { _ in Self.hex(generator.next()) }.joined()
        try? AtomicFile.write([UInt8](id.utf8), to: identity, mode: 0o640)
        return id
    }

    private static func hex(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
