import ArgumentParser
import FlagStore

struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Run this host's agent.",
        discussion: """
            Mirrors the store into shared memory, takes in what services report, and acts when a guard's threshold is \
            breached. Without a store that is named, it keeps an embedded one in its state directory.

              flagpost agent --store redis://flags.internal:6379 --namespace prod
              flagpost agent --runtime-dir /tmp/flagpost --state-dir /tmp/flagpost-state

            It runs until SIGTERM or SIGINT.
            """)

    @Option(
        help: .init(
            "Where /metrics, /livez and /readyz are served over TCP (FLAGPOST_LISTEN); 'none' for nowhere.",
            valueName: "host:port"))
    var listen: String?

    @Option(
        name: .customLong("state-dir"),
        help: .init(
            "What must survive a reboot (FLAGPOST_STATE_DIR; default: /var/lib/flagpost, else the user's own).",
            valueName: "path"),
        completion: .directory)
    var stateDirectoryOption: String?

    @Option(help: .init("Seconds between looks at the store's revision, 1 to 10.", valueName: "seconds"))
    var poll = 5

    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard (1...10).contains(poll) else { throw ValidationError("--poll takes 1 to 10 seconds") }
        _ = try listenAddress
    }

    func run() async throws {
        try await AgentLauncher.run(
            AgentInvocation(
                store: try location, redis: try store.redisCredentials, namespace: store.host.namespace,
                runtimeDirectory: store.host.runtimeDirectory, stateDirectory: stateDirectory,
                listen: try listenAddress, pollInterval: .seconds(poll)))
    }

    private var stateDirectory: String {
        HostPaths.stateDirectory(
            option: stateDirectoryOption, environment: .process, exists: LocalFiles.isDirectory)
    }

    /// The agent cannot ask itself which store it uses: without a name, it is the embedded one.
    private var location: StoreLocation {
        get throws {
            let selection = try StoreSelection.choose(
                option: store.store, environment: .process,
                settings: { try SettingsFile.store(in: HostPaths.settingsFile) },
                agent: { "sqlite:\(stateDirectory)/flagpost.db" })
            return try StoreOpening.location(selection)
        }
    }

    private var listenAddress: AgentInvocation.Address? {
        get throws {
            let text = listen ?? Environment.process["FLAGPOST_LISTEN"] ?? "127.0.0.1:9464"
            guard text != "none" else { return nil }
            guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
                throw ValidationError("--listen takes HOST:PORT, such as 127.0.0.1:9464, or 'none'")
            }
            let host = text[..<colon].trimmingPrefix("[")
            return AgentInvocation.Address(
                host: String(host.hasSuffix("]") ? host.dropLast() : host), port: port)
        }
    }
}
