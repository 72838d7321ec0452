/// Where this host's agent keeps its files.
enum HostPaths {
    static let defaultRuntimeDirectory = "/run/flagpost"
    static let defaultStateDirectory = "/var/lib/flagpost"
    static let settingsFile = "/etc/flagpost/flagpost.yaml"

    /// The option, the environment's word, `/run/flagpost` where there is one, else the user's own.
    static func runtimeDirectory(
        option: String?, environment: Environment, exists: (String) -> Bool
    ) -> String {
        if let named = option ?? environment["FLAGPOST_RUNTIME_DIR"] { return named }
        guard !exists(defaultRuntimeDirectory), let own = environment["XDG_RUNTIME_DIR"] else {
            return defaultRuntimeDirectory
        }
        return "\(own)/flagpost"
    }

    /// The option, the environment's word, `/var/lib/flagpost` where there is one, else the user's own.
    static func stateDirectory(
        option: String?, environment: Environment, exists: (String) -> Bool
    ) -> String {
        if let named = option ?? environment["FLAGPOST_STATE_DIR"] { return named }
        guard !exists(defaultStateDirectory) else { return defaultStateDirectory }
        if let own = environment["XDG_STATE_HOME"] { return "\(own)/flagpost" }
        if let home = environment["HOME"] { return "\(home)/.local/state/flagpost" }
        return defaultStateDirectory
    }

    /// The agent's HTTP socket for one namespace.
    static func socket(runtimeDirectory: String, namespace: String) -> String {
        "\(runtimeDirectory)/\(namespace)/flagpost.sock"
    }
}
