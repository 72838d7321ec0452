// Writes to the state directory leave the concurrency pool alone: a disk may be slow, hang, be full or read-only.

package import NIOPosix

/// One thread for everything that is kept in the state directory.
package struct Disk: Sendable {
    private let pool: NIOThreadPool

    package init() {
        pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
    }

    package func write(_ bytes: @escaping @Sendable () -> [UInt8], to path: String) async throws {
        try await pool.runIfActive { try AtomicFile.write(bytes(), to: path, mode: 0o640) }
    }

    package func shutDown() async { try? await pool.shutdownGracefully() }
}
