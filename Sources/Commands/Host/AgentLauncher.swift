/// The one place where the command line hands over to the agent.
enum AgentLauncher {
    /// Runs until the process is told to stop.
    static func run(_ configuration: AgentInvocation) async throws {
        throw Failure("this build holds no agent")
    }
}
