/// Why the agent cannot start or go on, in words for its operator.
package struct AgentError: Error, Sendable, Equatable, CustomStringConvertible {
    package var message: String
    package init(_ message: String) { self.message = message }
    package var description: String { message }
}
