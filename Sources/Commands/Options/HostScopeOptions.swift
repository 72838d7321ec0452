import ArgumentParser

/// Whether a verb is about this host alone.
struct HostScopeOptions: ParsableArguments {
    @Flag(
        name: .customLong("host"),
        help: "On this host alone, through its agent, without the store; for the host's operators.")
    var isHostOnly = false

    /// The fleet has no part in it.
    func check(_ wait: WaitOptions) throws {
        guard !(isHostOnly && wait.wait) else {
            throw ValidationError("--host is about this host alone, which follows at once: leave --wait out")
        }
    }
}
