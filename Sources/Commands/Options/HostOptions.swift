import ArgumentParser

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
        guard Self.isName(namespace) else {
            throw ValidationError(
                "a namespace is up to 64 letters a-z, digits, '.', '_' and '-', and begins with a letter or digit")
        }
    }

    /// A namespace becomes a directory's name and a part of keys: nothing in it may have a meaning of its own there.
    private static func isName(_ text: String) -> Bool {
        func isLetterOrDigit(_ byte: UInt8) -> Bool {
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
        }
        guard let first = text.utf8.first, isLetterOrDigit(first), text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
    }
}
