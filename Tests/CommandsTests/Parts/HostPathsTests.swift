import Testing

@testable import Commands

@Suite("HostPaths")
struct HostPathsTests {
    private let environment: Environment = [
        "FLAGPOST_RUNTIME_DIR": "/env", "FLAGPOST_STATE_DIR": "/env-state", "XDG_RUNTIME_DIR": "/run/user/7",
        "XDG_STATE_HOME": "/state", "HOME": "/home/ann",
    ]
    private let user: Environment = ["XDG_RUNTIME_DIR": "/run/user/7", "HOME": "/home/ann"]

    @Test("the runtime directory is the option's, the environment's, the system's, the user's")
    func runtime() {
        #expect(HostPaths.runtimeDirectory(option: "/o", environment: environment, exists: { _ in true }) == "/o")
        #expect(HostPaths.runtimeDirectory(option: nil, environment: environment, exists: { _ in true }) == "/env")
        #expect(HostPaths.runtimeDirectory(option: nil, environment: user, exists: { _ in true }) == "/run/flagpost")
        #expect(
            HostPaths.runtimeDirectory(option: nil, environment: user, exists: { _ in false })
                == "/run/user/7/flagpost")
        #expect(HostPaths.runtimeDirectory(option: nil, environment: [:], exists: { _ in false }) == "/run/flagpost")
    }

    @Test("the state directory likewise")
    func state() {
        #expect(HostPaths.stateDirectory(option: "/o", environment: environment, exists: { _ in true }) == "/o")
        #expect(
            HostPaths.stateDirectory(option: nil, environment: environment, exists: { _ in true }) == "/env-state")
        #expect(
            HostPaths.stateDirectory(option: nil, environment: user, exists: { _ in true }) == "/var/lib/flagpost")
        #expect(
            HostPaths.stateDirectory(option: nil, environment: user, exists: { _ in false })
                == "/home/ann/.local/state/flagpost")
    }

    @Test("a variable set to nothing counts as not set")
    func emptyVariable() {
        let environment: Environment = ["FLAGPOST_RUNTIME_DIR": "", "XDG_RUNTIME_DIR": ""]
        #expect(
            HostPaths.runtimeDirectory(option: nil, environment: environment, exists: { _ in false })
                == "/run/flagpost")
    }
}
