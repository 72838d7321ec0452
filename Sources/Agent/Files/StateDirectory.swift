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
        // Nobody else's: the checkpoint names the rings of this host's services, and whoever knows a ring's name reaches
        // it. A directory that is not ours to change stays as it is; the files in it are for the agent alone.
        _ = chmod(path, 0o700)
    }

    var lastGood: String { "\(path)/last-good" }
    /// The snapshot last published, for a start in milliseconds.
    var lastGoodSnapshot: String { "\(path)/last-good.snapshot" }
    var trips: String { "\(path)/trips" }
    /// The file of restrictions that people hold on this host by hand.
    var hostRestrictions: String { "\(path)/host-restrictions" }
    var checkpoint: String { "\(path)/checkpoint" }
    /// Counts since the checkpoint, in files of this name with an ending.
    var journal: String { "\(path)/journal" }
    var identity: String { "\(path)/agent-id" }
}
