import Glibc
import Synchronization
import TestServers

/// Another process that works on a store's file; see Tests/StoreFixture.
final class StoreProcess: Sendable {
    private let child: ChildProcess
    private let log: String
    private static let started = Atomic<Int>(0)

    init(_ arguments: [String], folder: TemporaryFolder) throws {
        log = folder.path("process-\(Self.started.add(1, ordering: .relaxed).newValue).log")
        child = try ChildProcess([try Self.executable()] + arguments, log: log)
    }

    func end() { child.end() }

    /// Waits until it ends by itself.
    func exitStatus() -> Int32? { child.exitStatus() }

    /// What it has printed, as whole lines.
    func lines() throws -> [Substring] {
        let text = try contents()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        if let failure = lines.first(where: { $0.hasPrefix("failed") }) {
            throw TestSetupError(description: String(failure))
        }
        return Array(lines)
    }

    private func contents() throws -> String {
        let descriptor = open(log, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TestSetupError(description: "\(log): \(errno)") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// It lies beside the tests.
    private static func executable() throws -> String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { throw TestSetupError(description: "readlink: \(errno)") }
        let tests = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let slash = tests.lastIndex(of: "/") else { throw TestSetupError(description: tests) }
        return "\(tests[..<slash])/store-fixture"
    }
}
