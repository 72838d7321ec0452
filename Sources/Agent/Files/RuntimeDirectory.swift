// The directory that services see: `<runtime>/<namespace>/`. One agent at a time owns it.

#if canImport(Glibc)
    import Glibc
#endif

/// Paths in a namespace's runtime directory, and the lock that makes this agent its only owner.
final class RuntimeDirectory: Sendable {
    let path: String
    private let lock: Int32

    /// Makes the directory where it is missing and takes its lock.
    ///
    /// `group` names the group whose members may read flags and report; `nil` keeps the process's own.
    init(runtime: String, namespace: String, group: String?) throws(AgentError) {
        path = "\(runtime)/\(namespace)"
        let gid = try Self.groupID(of: group)
        try Self.makeParents(of: runtime)
        try Self.makeDirectory(runtime, mode: 0o755, gid: nil)
        // Setgid: everything in it has the namespace's group.
        try Self.makeDirectory(path, mode: 0o2750, gid: gid)
        lock = try Self.takeLock("\(path)/agent.lock")
        // Sticky: no service removes another's ring.
        try Self.makeDirectory(rings, mode: 0o3770, gid: gid)
        try Self.makeDirectory(acknowledgements, mode: 0o2750, gid: gid)
    }

    deinit { close(lock) }

    var control: String { "\(path)/control" }
    var rings: String { "\(path)/rings" }
    var acknowledgements: String { "\(path)/acks" }
    var socket: String { "\(path)/flagpost.sock" }
    var ingestSocket: String { "\(path)/ingest.sock" }
    /// There while what was counted is more than the state directory has taken.
    var unkeptMark: String { "\(path)/unkept" }
    var flagdFile: String { "\(path)/flags.flagd.json" }
    func snapshot(_ generation: UInt64) -> String { "\(path)/snapshot.\(generation)" }

    /// Names of the snapshot files that lie there, with their generations, oldest first.
    func snapshotGenerations() -> [UInt64] {
        DirectoryListing.names(in: path).compactMap { name in
            name.hasPrefix("snapshot.") ? UInt64(name.dropFirst("snapshot.".count)) : nil
        }.sorted()
    }

    func removeSnapshot(_ generation: UInt64) { unlink(snapshot(generation)) }

    private static func groupID(of name: String?) throws(AgentError) -> gid_t? {
        guard let name else { return nil }
        if let number = gid_t(name) { return number }
        guard let entry = getgrnam(name) else {
            throw AgentError("there is no group \(name) on this host; create it or choose another with --group")
        }
        return entry.pointee.gr_gid
    }

    private static func makeParents(of path: String) throws(AgentError) {
        var parent = path
        var missing: [String] = []
        while let slash = parent.lastIndex(of: "/"), slash != parent.startIndex {
            parent = String(parent[..<slash])
            if access(parent, F_OK) == 0 { break }
            missing.append(parent)
        }
        for directory in missing.reversed() where mkdir(directory, 0o755) != 0 && errno != EEXIST {
            throw AgentError("\(FileError("create", directory))")
        }
    }

    private static func makeDirectory(_ path: String, mode: mode_t, gid: gid_t?) throws(AgentError) {
        if mkdir(path, mode & 0o777) == 0 {
            if let gid, chown(path, uid_t.max, gid) != 0 {
                throw AgentError("\(FileError("give the group to", path)); run the agent as a member of that group")
            }
            // After chown, which clears the setgid bit.
            guard chmod(path, mode) == 0 else { throw AgentError("\(FileError("set the mode of", path))") }
        } else if errno != EEXIST {
            throw AgentError("\(FileError("create", path)); choose another place with --runtime-dir")
        }
    }

    private static func takeLock(_ path: String) throws(AgentError) -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { throw AgentError("\(FileError("open", path))") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw AgentError("another agent owns \(path.dropLast("/agent.lock".count)); one namespace has one agent")
        }
        return descriptor
    }
}
