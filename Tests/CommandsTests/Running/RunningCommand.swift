import FlagModel
import Foundation
import TestServers
import Testing

/// What a finished command left behind.
struct CommandResult {
    var status: Int32
    var output: String
    var errors: String

    @discardableResult
    func expectStatus(_ expected: Int32, sourceLocation: SourceLocation = #_sourceLocation) -> CommandResult {
        #expect(status == expected, "output: \(output)\nerrors: \(errors)", sourceLocation: sourceLocation)
        return self
    }

    /// The answer of `-o json`: one value on one line, and nothing else.
    func json(sourceLocation: SourceLocation = #_sourceLocation) throws -> JSONValue {
        #expect(output.filter { $0 == "\n" }.count == 1, "\(output)", sourceLocation: sourceLocation)
        return try JSONValue.parse(Array(output.utf8))
    }
}

/// A command that was started. Its output goes to files, so that no full pipe can hold it up.
final class RunningCommand {
    private let process = Process()
    /// `Process.run` is not safe to call from many threads at once.
    private static let starting = NSLock()
    private let folder: TemporaryFolder
    private let name = UUID().uuidString
    private let ended: AsyncStream<Void>

    init(
        arguments: [String], environment: [String: String], inputPath: String?, terminal: FileHandle?,
        folder: TemporaryFolder
    ) throws {
        self.folder = folder
        let (ended, end) = AsyncStream<Void>.makeStream()
        self.ended = ended
        process.executableURL = try Self.executable()
        process.arguments = arguments
        process.environment = environment
        process.terminationHandler = { _ in end.finish() }
        let files = [
            try terminal ?? FileHandle(forReadingFrom: URL(fileURLWithPath: inputPath ?? "/dev/null")),
            try file("out"), try terminal ?? file("err"),
        ]
        process.standardInput = files[0]
        process.standardOutput = files[1]
        process.standardError = files[2]
        Self.starting.lock()
        defer { Self.starting.unlock() }
        try process.run()
        // A process keeps them for good, and `run` crashes where more than a thousand descriptors are open.
        for file in files where file !== terminal { try file.close() }
    }

    /// Waits for its end.
    func result() async -> CommandResult {
        for await _ in ended {}
        return CommandResult(
            status: process.terminationStatus, output: output, errors: text("err"))
    }

    /// What it has printed so far.
    var output: String { text("out") }

    func stop() { process.terminate() }

    /// Waits until `output` contains a text.
    func waitForOutput(_ wanted: String, within limit: Duration = .seconds(20)) async throws {
        let deadline = ContinuousClock.now + limit
        while !output.contains(wanted) {
            guard ContinuousClock.now < deadline else {
                Issue.record("never printed \(wanted): \(output)\(text("err"))")
                return
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func file(_ ending: String) throws -> FileHandle {
        let path = folder.path("\(name).\(ending)")
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    private func text(_ ending: String) -> String {
        let contents = FileManager.default.contents(atPath: folder.path("\(name).\(ending)"))
        return String(decoding: contents ?? Data(), as: UTF8.self)
    }

    /// The executable lies beside the tests.
    private static func executable() throws -> URL {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("flagpost")
    }
}
