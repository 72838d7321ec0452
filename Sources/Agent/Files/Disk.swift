// Writes to the state directory leave the concurrency pool alone: a disk may be slow, hang, be full or read-only.

import NIOPosix

/// One thread for everything that is kept in the state directory.
struct Disk: Sendable {
    private let pool: NIOThreadPool

    init() {
        pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
    }

    func write(_ bytes: @escaping @Sendable () -> [UInt8], to path: String) async throws {
        try await pool.runIfActive { try AtomicFile.write(bytes(), to: path, mode: 0o640) }
    }

    func shutDown() async { try? await pool.shutdownGracefully() }
}
