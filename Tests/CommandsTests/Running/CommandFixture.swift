import FlagModel
import Foundation
import SQLiteStore
import TestServers
import Testing

/// Runs the built executable against a store and a runtime directory of its own.
final class CommandFixture: Sendable {
    let folder: TemporaryFolder
    /// As `--store` takes it.
    let store: String

    /// - Parameter store: the embedded one in the fixture's folder where none is named.
    init(store: String? = nil, initialised: Bool = true) async throws {
        folder = try TemporaryFolder()
        self.store = store ?? "sqlite:\(folder.path("flags.db"))"
        if initialised { try await run("store", "init").expectStatus(0) }
    }

    var runtimeDirectory: String { folder.path("run") }

    /// The embedded store itself, for what agents do.
    func openStore() throws -> SQLiteStore { try SQLiteStore(path: folder.path("flags.db"), namespace: "default") }

    /// Writes a file and gives its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let path = folder.path(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Runs `flagpost` to its end.
    func run(
        _ arguments: String..., input: String? = nil, environment: [String: String] = [:]
    ) async throws -> CommandResult {
        try await process(arguments, input: input, environment: environment).result()
    }

    /// Starts `flagpost`; whoever starts it also waits for it.
    func process(
        _ arguments: [String], input: String? = nil, environment: [String: String] = [:], terminal: FileHandle? = nil
    ) throws -> RunningCommand {
        var settings = [
            "PATH": "/usr/bin:/bin", "HOME": folder.path, "FLAGPOST_STORE": store,
            "FLAGPOST_RUNTIME_DIR": runtimeDirectory,
        ]
        settings.merge(environment) { $1 }
        let inputPath = try input.map { try write($0, to: "input-\(UUID().uuidString)") }
        return try RunningCommand(
            arguments: arguments, environment: settings.filter { !$0.value.isEmpty }, inputPath: inputPath,
            terminal: terminal, folder: folder)
    }

    /// A feature that needs every kind of value once.
    static let feature = """
        kind: feature
        key: support-chat
        variants:
          stable:
            model: claude-sonnet-4
            params: {temperature: 0.7, max_tokens: 1024}
            fallback: [{static: "Someone will answer."}]
          canary: {extends: stable, model: claude-opus-4}
          handoff: {static: "Talk to a human"}
        onKill: handoff
        baseline: stable
        route:
          - when: {plan: [enterprise]}
            serve: stable
          - split: {canary: 5%, stable: 95%}
        guards:
          - {name: errors, when: "error_rate > 5% over 1m", do: kill}
        """

    /// With `feature` in the store.
    static func withFeature() async throws -> CommandFixture {
        let fixture = try await CommandFixture()
        try await fixture.run("apply", "-f", "-", input: feature).expectStatus(0)
        return fixture
    }
}
