import ArgumentParser
import FlagStore

/// Which namespace, and where this host's agent keeps it.
struct HostOptions: ParsableArguments {
    @Option(name: .customLong("namespace"), help: "Namespace (FLAGPOST_NAMESPACE; default: default).")
    var namespaceOption: String?

    @Option(
        name: .customLong("runtime-dir"),
        help: .init(
            "The agent's runtime directory (FLAGPOST_RUNTIME_DIR; default: /run/flagpost, else "
                + "$XDG_RUNTIME_DIR/flagpost).", valueName: "path"),
        completion: .directory)
    var runtimeDirectoryOption: String?

    var namespace: String { namespaceOption ?? Environment.process["FLAGPOST_NAMESPACE"] ?? "default" }

    var runtimeDirectory: String {
        HostPaths.runtimeDirectory(
            option: runtimeDirectoryOption, environment: .process, exists: LocalFiles.isDirectory)
    }

    var agent: AgentSocket {
        AgentSocket(path: HostPaths.socket(runtimeDirectory: runtimeDirectory, namespace: namespace))
    }

    func validate() throws {
        do {
            try StoreLimits.checkNamespace(namespace)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
