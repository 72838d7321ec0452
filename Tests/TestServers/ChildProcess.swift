import Glibc
import Synchronization

/// A child of a test, killed at the latest when the test lets go of it.
package final class ChildProcess: Sendable {
    private let identifier: pid_t
    private let isRunning = Mutex(true)

    /// Starts a program found in `PATH`; its output goes to `log`.
    package init(_ arguments: [String], log: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // An inherited connection would stay open for as long as the child lives.
        for descriptor: Int32 in 3..<Int32(clamping: min(sysconf(Int32(_SC_OPEN_MAX)), 1_024)) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var vector = arguments.map { strdup($0) } + [nil]
        defer { for argument in vector { free(argument) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, arguments[0], &actions, nil, &vector, environ)
        guard code == 0 else {
            throw TestSetupError(description: "\(arguments[0]) cannot be started: \(String(cString: strerror(code)))")
        }
        identifier = child
    }

    package func signal(_ number: Int32) {
        isRunning.withLock { if $0 { _ = kill(identifier, number) } }
    }

    /// Ends it without mercy and waits for that.
    package func end() {
        isRunning.withLock { running in
            guard running else { return }
            kill(identifier, SIGKILL)
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            running = false
        }
    }

    /// Waits until it ends by itself; `nil` where a signal or `end` ended it.
    package func exitStatus() -> Int32? {
        isRunning.withLock { running in
            guard running else { return nil }
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            running = false
            return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
        }
    }

    deinit { end() }
}
