// One agent at a time owns a runtime directory, and nobody else can keep it out: the lock lies on a file that only the
// agent's user can open. (A lock on a file that others may read is theirs as much as ours.)

import FlagSnapshot

#if canImport(Glibc)
    import Glibc
#endif

/// The lock on `agent.lock`, held until the process ends.
final class AgentLock: Sendable {
    private let descriptor: Int32

    private static let name = "agent.lock"
    private static let attempts = 8

    /// Takes the lock of a directory that only the agent writes to.
    init(in directory: String) throws(AgentError) {
        let path = "\(directory)/\(Self.name)"
        for _ in 0..<Self.attempts {
            let file = try Self.open(path, in: directory)
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                let reason = FileError("lock", path)
                let holder = Self.holder(file)
                close(file)
                guard reason.code == EWOULDBLOCK else { throw AgentError("\(reason)") }
                throw Self.taken(directory, by: holder)
            }
            // Another agent may have put a file of its own there meanwhile.
            guard Self.isInPlace(file, path) else {
                close(file)
                continue
            }
            Self.write(getpid(), to: file)
            descriptor = file
            return
        }
        throw AgentError("\(path) is replaced again and again; is another agent starting in \(directory)?")
    }

    deinit { close(descriptor) }

    private static func taken(_ directory: String, by process: String?) -> AgentError {
        AgentError(
            "another agent owns \(directory)\(process.map { ": process \($0)" } ?? ""); one namespace has one agent. "
                + "Stop that one, or give this one another --namespace or --runtime-dir")
    }

    /// Opens the file, which nobody but this user can do; one that others can open, or that is not ours, is replaced.
    private static func open(_ path: String, in directory: String) throws(AgentError) -> Int32 {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        if file >= 0, isPrivate(file) { return file }
        guard file >= 0 || errno == EACCES else { throw AgentError("\(FileError("open", path))") }
        // Who could open it may hold its lock for ever, an agent or not. Only an agent's heart beats.
        let isFree = file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0
        // With it, the lock that an older version looks at is held until the new file is in its place.
        defer { if file >= 0 { close(file) } }
        if !isFree, AgentHeartbeat.beats(in: directory) { throw taken(directory, by: nil) }
        return try replace(path)
    }

    private static func replace(_ path: String) throws(AgentError) -> Int32 {
        let aside = "\(path).new"
        unlink(aside)
        let file = Glibc.open(aside, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw AgentError("\(FileError("create", aside))") }
        // Locked before anybody can find it. Of two agents that do this, the one whose file is found in place goes on.
        _ = flock(file, LOCK_EX | LOCK_NB)
        rename(aside, path)
        return file
    }

    private static func isPrivate(_ file: Int32) -> Bool {
        var status = stat()
        return fstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_mode & 0o077 == 0
    }

    private static func isInPlace(_ file: Int32, _ path: String) -> Bool {
        var ours = stat()
        var found = stat()
        return fstat(file, &ours) == 0 && lstat(path, &found) == 0 && ours.st_dev == found.st_dev
            && ours.st_ino == found.st_ino
    }

    /// For whoever finds the lock taken. Without room for it, the lock holds all the same.
    private static func write(_ process: pid_t, to file: Int32) {
        let text = Array("\(process)\n".utf8)
        _ = pwrite(file, text, text.count, 0)
        _ = ftruncate(file, off_t(text.count))
    }

    private static func holder(_ file: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(file, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let digits = bytes[..<count].prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
    }
}
