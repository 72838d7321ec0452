import FlagStore
import ServiceLifecycle

/// The first to start and so the last to stop: closes what the others write to.
struct DiskService: Service {
    let disk: Disk
    let store: any DocumentStore

    func run() async throws {
        try? await gracefulShutdown()
        await store.close()
        await disk.shutDown()
    }
}
