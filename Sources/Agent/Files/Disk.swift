// Writes to the state directory leave the concurrency pool alone: a disk may be slow, hang, be full or read-only.

import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// The threads that keep things in the state directory: one for each of the services that do, so that a trip does not
/// wait until a large file is on the disk. None of them writes two files at a time.
struct Disk: Sendable {
    private let pool: NIOThreadPool
    private let directory: StateDirectory

    init(_ directory: StateDirectory) {
        self.directory = directory
        pool = NIOThreadPool(numberOfThreads: 3)
        pool.start()
    }

    /// - Parameter isSynced: the file outlives a loss of power once this returns.
    func write(_ bytes: @escaping @Sendable () -> [UInt8], to path: String, isSynced: Bool) async throws {
        try await keep { () throws(FileError) in
            try AtomicFile.write(bytes(), to: path, mode: 0o600, isSynced: isSynced)
        }
    }

    /// Writes a file piece by piece, synced; returns its bytes.
    func write(
        to path: String, _ fill: @escaping @Sendable (FileAside) throws(FileError) -> Void
    ) async throws -> Int {
        try await keep { () throws(FileError) in
            let file = try FileAside(of: path, mode: 0o600)
            try fill(file)
            try file.putInPlace(isSynced: true)
            return file.count
        }
    }

    /// Replaces `path` with what stands at `source`, synced; returns its bytes, or 0 where nothing is there.
    func copy(_ source: String, to path: String) async throws -> Int {
        try await keep { () throws(FileError) in
            try AtomicFile.copy(source, to: path, mode: 0o600, isSynced: true) ? AtomicFile.size(of: path) ?? 0 : 0
        }
    }

    private func keep<Value: Sendable>(
        _ body: @escaping @Sendable () throws(FileError) -> Value
    ) async throws -> Value {
        // Not `runIfActive`: a write that has begun is finished, whether or not its service has been told to stop.
        try await withCheckedThrowingContinuation { continuation in
            pool.submit { [directory] state in
                guard state == .active else { return continuation.resume(throwing: CancellationError()) }
                continuation.resume(with: Result { () throws -> Value in try Self.attempt(body, in: directory) })
            }
        }
    }

    private static func attempt<Value>(
        _ body: () throws(FileError) -> Value, in directory: StateDirectory
    ) throws(FileError) -> Value {
        do throws(FileError) {
            return try body()
        } catch {
            guard error.code == ENOENT else { throw error }
            // There was no room for the directory at the start, or somebody has removed it since.
            try directory.create()
            return try body()
        }
    }

    func shutDown() async { try? await pool.shutdownGracefully() }
}
