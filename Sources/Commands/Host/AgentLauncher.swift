import Agent
import FoundationEssentials
import FlagStore
import Logging

/// The one place where the command line hands over to the agent.
enum AgentLauncher {
    /// Runs until the process is told to stop.
    static func run(_ invocation: AgentInvocation) async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let logger = Logger(label: "flagpost")
        let store = try StoreOpening.open(
            invocation.store, namespace: invocation.namespace, redisPassword: invocation.redisPassword)
        do {
            // The embedded store is this agent's own; a Redis is shared, and made by `store init` alone.
            if case .sqlite = invocation.store { _ = try await store.initialize() }
            let agent = try await Agent.make(
                AgentConfiguration(invocation), store: store, environment: ProcessInfo.processInfo.environment, logger: logger)
            try await agent.run()
        } catch let error as AgentError {
            throw Failure(error.message)
        }
    }
}

extension AgentConfiguration {
    fileprivate init(_ invocation: AgentInvocation) {
        self.init(
            namespace: invocation.namespace, runtimeDirectory: invocation.runtimeDirectory,
            stateDirectory: invocation.stateDirectory,
            listen: invocation.listen.map { Address(host: $0.host, port: $0.port) },
            pollInterval: invocation.pollInterval)
    }
}
