/// What an agent is told at its start.
package struct AgentConfiguration: Sendable {
    package struct Address: Sendable, Hashable {
        /// A name or address, IPv6 without brackets.
        package var host: String
        /// 0: any free one.
        package var port: UInt16

        package init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    package var namespace: String
    /// Holds a folder for each namespace, in memory: `/run/flagpost`.
    package var runtimeDirectory: String
    /// Holds a folder for each namespace that survives reboots: `/var/lib/flagpost`.
    package var stateDirectory: String
    /// Where `/metrics`, `/livez` and `/readyz` are served beside the socket; `nil`: nowhere.
    package var listen: Address?
    /// Longest time between two looks at the store; a lost hint is found by then. At most 10 s.
    package var pollInterval: Duration
    /// Documents to serve while there is neither a store nor a last-good file.
    package var defaultsFile: String?
    /// Group whose members may read flags and report, by name or number; default the process's own.
    package var group: String?
    /// Group whose members may restrict on this host without the store, by name or number, beside root and the agent's
    /// own user.
    package var operatorGroup: String?
    /// Whether `flags.flagd.json` holds the texts of prompts; whoever may read flags may read it.
    package var flagdPrompts: Bool
    /// Bytes of memory that the agent may use, files in memory among them; `nil`: what its control group says.
    package var memoryLimit: Int?

    package init(
        namespace: String, runtimeDirectory: String, stateDirectory: String, listen: Address? = nil,
        pollInterval: Duration = .seconds(5), defaultsFile: String? = nil, group: String? = nil,
        operatorGroup: String? = nil, flagdPrompts: Bool = false, memoryLimit: Int? = nil
    ) {
        self.namespace = namespace
        self.runtimeDirectory = runtimeDirectory
        self.stateDirectory = stateDirectory
        self.listen = listen
        self.pollInterval = pollInterval
        self.defaultsFile = defaultsFile
        self.group = group
        self.operatorGroup = operatorGroup
        self.flagdPrompts = flagdPrompts
        self.memoryLimit = memoryLimit
    }
}
