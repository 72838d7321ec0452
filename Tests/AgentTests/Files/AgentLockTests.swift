import Glibc
import TestServers
import Testing

@testable import Agent

@Suite struct AgentLockTests {
    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    @Test func `one agent at a time has it, and whoever comes second is told which process to stop`() throws {
        let folder = try TemporaryFolder()
        do {
            let lock = try AgentLock(in: folder.path(""))
            let error = #expect(throws: AgentError.self) { try AgentLock(in: folder.path("")) }
            #expect(error?.message.contains("process \(getpid());") == true)
            withExtendedLifetime(lock) {}
        }
        _ = try AgentLock(in: folder.path(""))
        #expect(mode(folder.path("agent.lock")) == 0o600)
    }

    @Test func `a lock that somebody holds on a file that others can open keeps no agent out`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("agent.lock")
        let held = open(path, O_RDWR | O_CREAT, 0o640)
        defer { close(held) }
        #expect(fchmod(held, 0o640) == 0)
        #expect(flock(held, LOCK_SH) == 0)
        let lock = try AgentLock(in: folder.path(""))
        #expect(mode(path) == 0o600)
        #expect(throws: AgentError.self) { try AgentLock(in: folder.path("")) }
        withExtendedLifetime(lock) {}
        #expect(DirectoryListing.names(in: folder.path("")) == ["agent.lock"])
    }

    @Test func `what is no file is named`() throws {
        let folder = try TemporaryFolder()
        #expect(mkdir(folder.path("agent.lock"), 0o700) == 0)
        let error = #expect(throws: AgentError.self) { try AgentLock(in: folder.path("")) }
        #expect(error?.message.contains("agent.lock") == true)
    }
}
