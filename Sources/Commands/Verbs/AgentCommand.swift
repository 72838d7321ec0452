import Agent
import ArgumentParser
import FlagStore
import FoundationEssentials
import Logging

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

    @Option(
        help: .init(
            "Documents to serve at the very first start if the store is away.", valueName: "file"), completion: .file())
    var defaults: String?

    @Option(
        help: .init("Group whose members may read flags and report (default: the process's own).", valueName: "name"))
    var group: String?

    @Option(
        name: .customLong("operator-group"),
        help: .init(
            "Group whose members may kill on this host without the store, beside root and the agent's own user "
                + "(default: operator-group in /etc/flagpost/flagpost.yaml).", valueName: "name"))
    var operatorGroup: String?

    @Flag(
        name: .customLong("flagd-prompts"),
        help: "Write the texts of prompts into flags.flagd.json too, for OpenFeature's flagd providers in file mode.")
    var flagdPrompts = false

    @Option(
        name: .customLong("memory-limit"),
        help: .init(
            "Memory it may use, in MiB (FLAGPOST_MEMORY_LIMIT; default: what its control group says).", valueName: "mib"
        ))
    var memoryLimitOption: Int?

    @Option(help: .init("Seconds between looks at the store's revision, 1 to 10.", valueName: "seconds"))
    var poll = 5

    @Option(
        name: .customLong("log-format"),
        help: .init("text or json (FLAGPOST_LOG_FORMAT; default: text).", valueName: "format"),
        completion: .list(LogFormat.allCases.map(\.rawValue)))
    var logFormatOption: String?

    @Option(
        name: .customLong("log-level"),
        help: .init(
            "The least of what is logged: debug, info, notice, warning or error (FLAGPOST_LOG_LEVEL; default: info).",
            valueName: "level"), completion: .list(Self.logLevels.map(\.rawValue)))
    var logLevelOption: String?

    @OptionGroup var store: StoreOptions

    private static let logLevels: [Logger.Level] = [.debug, .info, .notice, .warning, .error]

    func validate() throws {
        _ = try logHandler
        guard (1...10).contains(poll) else { throw ValidationError("--poll takes 1 to 10 seconds") }
        _ = try listenAddress
        _ = try memoryLimit
    }

    func run() async throws {
        ProcessMemory.prepare()
        let handler = try logHandler
        LoggingSystem.bootstrap { _ in handler }
        let logger = Logger(label: "flagpost")
        let location = try location
        let opened = try StoreOpening.open(
            location, namespace: store.host.namespace, redis: try store.redisCredentials)
        // The embedded store is this agent's own; a Redis is shared, and made by `store init` alone.
        if case .sqlite = location { await initialize(opened, logger) }
        do {
            let agent = try await Agent.make(
                try configuration, store: opened, environment: ProcessInfo.processInfo.environment, logger: logger)
            try await agent.run()
        } catch let error as AgentError {
            throw Failure(error.message)
        }
    }

    /// The disk may be full, read-only or broken: without this store, too, the last good flags are served.
    private func initialize(_ store: any DocumentStore, _ logger: Logger) async {
        do throws(StoreError) {
            _ = try await store.initialize()
        } catch {
            logger.error("cannot open the embedded store", metadata: ["reason": "\(error)"])
        }
    }

    private var configuration: AgentConfiguration {
        get throws {
            AgentConfiguration(
                namespace: store.host.namespace, runtimeDirectory: store.host.runtimeDirectory,
                stateDirectory: stateDirectory, listen: try listenAddress, pollInterval: .seconds(poll),
                defaultsFile: defaults, group: group,
                operatorGroup: try operatorGroup ?? SettingsFile.operatorGroup(in: HostPaths.settingsFile),
                flagdPrompts: flagdPrompts, memoryLimit: try memoryLimit)
        }
    }

    private var logHandler: AgentLogHandler {
        get throws {
            let format = logFormatOption ?? Environment.process["FLAGPOST_LOG_FORMAT"] ?? LogFormat.text.rawValue
            let level = logLevelOption ?? Environment.process["FLAGPOST_LOG_LEVEL"] ?? Logger.Level.info.rawValue
            guard let format = LogFormat(rawValue: format) else {
                throw ValidationError(
                    "--log-format takes \(LogFormat.allCases.map(\.rawValue).joined(separator: " or "))")
            }
            guard let level = Self.logLevels.first(where: { $0.rawValue == level }) else {
                throw ValidationError(
                    "--log-level takes \(Self.logLevels.map(\.rawValue).joined(separator: ", "))")
            }
            return AgentLogHandler(format: format, level: level)
        }
    }

    /// Bytes.
    private var memoryLimit: Int? {
        get throws {
            let named = Environment.process["FLAGPOST_MEMORY_LIMIT"]
            guard memoryLimitOption != nil || named != nil else { return nil }
            guard let mebibytes = memoryLimitOption ?? named.flatMap({ Int($0) }), (1...(1 << 24)).contains(mebibytes)
            else { throw ValidationError("--memory-limit takes a number of MiB, such as 160") }
            return mebibytes << 20
        }
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

    private var listenAddress: AgentConfiguration.Address? {
        get throws {
            let text = listen ?? Environment.process["FLAGPOST_LISTEN"] ?? "127.0.0.1:9464"
            guard text != "none" else { return nil }
            guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
                throw ValidationError("--listen takes HOST:PORT, such as 127.0.0.1:9464, or 'none'")
            }
            let host = text[..<colon].trimmingPrefix("[")
            return AgentConfiguration.Address(
                host: String(host.hasSuffix("]") ? host.dropLast() : host), port: port)
        }
    }
}
