import Commands
import FlagModel
import Foundation
import SQLiteStore
import Samples
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

    /// Runs a command line to its end, in this process.
    @discardableResult
    func run(
        _ arguments: String..., input: String? = nil, environment: [String: String] = [:]
    ) async throws -> CommandResult {
        try await run(arguments, input: input, environment: environment)
    }

    func run(
        _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
    ) async throws -> CommandResult {
        let input = try input.map { try write($0, to: "input-\(UUID().uuidString)") }
        let files = try CommandFiles(in: folder, input: input)
        let status = await Environment.$process.withValue(Environment(settings(environment))) {
            await StandardStreams.$current.withValue(files.streams) {
                await withTaskExecutorPreference(CommandThread()) { await CommandLineTool.run(arguments) }
            }
        }
        return CommandResult(status: status, output: files.text(.output), errors: files.text(.error))
    }

    private func settings(_ environment: [String: String]) -> [String: String] {
        var settings = [
            "PATH": "/usr/bin:/bin", "HOME": folder.path, "FLAGPOST_STORE": store,
            "FLAGPOST_RUNTIME_DIR": runtimeDirectory,
        ]
        settings.merge(environment) { $1 }
        return settings.filter { !$0.value.isEmpty }
    }

    /// Starts the executable; whoever starts it also waits for it. For what only a process of its own shows: signals,
    /// terminals, what is printed before the end.
    func process(
        _ arguments: [String], input: String? = nil, environment: [String: String] = [:], terminal: FileHandle? = nil
    ) throws -> RunningCommand {
        let inputPath = try input.map { try write($0, to: "input-\(UUID().uuidString)") }
        return try RunningCommand(
            arguments: arguments, environment: settings(environment), inputPath: inputPath,
            terminal: terminal, folder: folder)
    }

    /// With `feature` in the store.
    static func withFeature() async throws -> CommandFixture {
        let fixture = try await CommandFixture()
        try await fixture.run("apply", "-f", "-", input: SampleDocuments.feature).expectStatus(0)
        return fixture
    }
}
