// The directory that services see: `<runtime>/<namespace>/`. One agent at a time owns it.

#if canImport(Glibc)
    import Glibc
#endif

/// Paths in a namespace's runtime directory, and the lock that makes this agent its only owner.
final class RuntimeDirectory: Sendable {
    let path: String
    /// Findings that stop nothing: modes and folders that are not as they should be.
    let faults: [String]
    private let gid: gid_t?
    private let lock: AgentLock

    /// Makes the directory where it is missing, gives it the modes of this version, and takes its lock.
    ///
    /// `group` names the group whose members may read flags and report; `nil` keeps the process's own.
    init(runtime: String, namespace: String, group: String?) throws(AgentError) {
        path = "\(runtime)/\(namespace)"
        gid = try Self.groupID(of: group)
        try Self.makeParents(of: runtime)
        do throws(FileError) {
            try Self.makeDirectory(runtime, mode: 0o755, gid: nil)
            // Setgid: everything in it has the namespace's group.
            try Self.makeDirectory(path, mode: 0o2750, gid: gid)
        } catch {
            throw AgentError("\(error); \(Self.remedy(error))")
        }
        lock = try AgentLock(in: path)
        Self.removeHalfMade(in: path)
        var faults = Self.settle(path, mode: 0o2750, gid: gid)
        do throws(FileError) {
            try Self.makeFolders(in: path, gid: gid)
            faults += Self.settle(Self.rings(path), mode: Self.ringsMode, gid: gid)
            faults += Self.settle(Self.acknowledgements(path), mode: Self.acknowledgementsMode, gid: gid)
        } catch {
            faults.append("\(error); services cannot report until it is there")
        }
        self.faults = faults
    }

    var control: String { "\(path)/control" }
    var rings: String { Self.rings(path) }
    var acknowledgements: String { Self.acknowledgements(path) }
    var socket: String { "\(path)/flagpost.sock" }
    var ingestSocket: String { "\(path)/ingest.sock" }
    /// There while what was counted is more than the state directory has taken.
    var unkeptMark: String { "\(path)/unkept" }
    var flagdFile: String { "\(path)/flags.flagd.json" }
    func snapshot(_ generation: UInt64) -> String { "\(path)/snapshot.\(generation)" }

    private static func rings(_ path: String) -> String { "\(path)/rings" }
    private static func acknowledgements(_ path: String) -> String { "\(path)/acks" }

    /// Others make files in it and reach those whose names they know. They cannot list it, so that a ring is its
    /// writer's and the agent's: names are 128 random bits. Sticky: no service removes another's.
    private static let ringsMode: mode_t = 0o3730
    /// Others reach the receipts whose names they know.
    private static let acknowledgementsMode: mode_t = 0o2710

    /// Makes the folders for rings and receipts where they are missing.
    func makeFolders() throws(FileError) { try Self.makeFolders(in: path, gid: gid) }

    private static func makeFolders(in path: String, gid: gid_t?) throws(FileError) {
        try makeDirectory(rings(path), mode: ringsMode, gid: gid)
        try makeDirectory(acknowledgements(path), mode: acknowledgementsMode, gid: gid)
    }

    /// Frees what an earlier life left and no reader is told to read: every snapshot but one. They may be all that keeps
    /// a new life from starting.
    func removeLeftovers(except generation: UInt64) {
        for name in DirectoryListing.names(in: path) ?? []
        where name.hasPrefix("snapshot.") && name != "snapshot.\(generation)" {
            unlink("\(path)/\(name)")
        }
    }

    func removeSnapshot(_ generation: UInt64) { unlink(snapshot(generation)) }

    /// Removes files that an earlier life was writing when it ended: they take room that this one may not have.
    private static func removeHalfMade(in path: String) {
        for name in DirectoryListing.names(in: path) ?? [] where name.hasSuffix(".new") { unlink("\(path)/\(name)") }
    }

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

    private static func makeDirectory(_ path: String, mode: mode_t, gid: gid_t?) throws(FileError) {
        guard mkdir(path, mode & 0o777) == 0 else {
            guard errno == EEXIST else { throw FileError("create", path) }
            return
        }
        if let gid, chown(path, uid_t.max, gid) != 0 { throw FileError("give the group to", path) }
        // After chown, which clears the setgid bit.
        guard chmod(path, mode) == 0 else { throw FileError("set the mode of", path) }
    }

    private static func remedy(_ error: FileError) -> String {
        error.operation == "give the group to"
            ? "run the agent as a member of that group" : "choose another place with --runtime-dir"
    }

    /// Gives a directory that was there already the group and mode that it would be made with.
    ///
    /// - Returns: why that cannot be, where it matters.
    private static func settle(_ path: String, mode: mode_t, gid: gid_t?) -> [String] {
        var status = stat()
        guard lstat(path, &status) == 0 else { return ["\(FileError("read the status of", path))"] }
        guard status.st_mode & S_IFMT == S_IFDIR else { return ["\(path) is no directory; remove it"] }
        guard status.st_uid == geteuid() || geteuid() == 0 else {
            let isOpen = status.st_mode & 0o7777 & ~mode != 0
            return isOpen ? ["\(path) belongs to another user, and others may change what services read there"] : []
        }
        if let gid, status.st_gid != gid, chown(path, uid_t.max, gid) != 0 {
            return ["\(FileError("give the group to", path)); \(remedy(FileError("give the group to", path)))"]
        }
        guard chmod(path, mode) == 0 else { return ["\(FileError("set the mode of", path))"] }
        return []
    }
}
