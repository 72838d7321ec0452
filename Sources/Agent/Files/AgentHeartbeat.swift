import FlagSnapshot

#if canImport(Glibc)
    import Glibc
#endif

/// Tells if an agent is at work in a runtime directory, by the one thing that nobody else can do there.
enum AgentHeartbeat {
    /// Three beats of `PublishService.heartbeat`.
    private static let patience = 15
    private static let step: UInt32 = 100_000

    /// Watches the control page for a second and a half at most; blocks.
    static func beats(in directory: String) -> Bool {
        let size = Int64(ControlPageLayout.size)
        guard let page = try? MappedFile.open("\(directory)/control", sizes: size...size) else { return false }
        defer { page.unmap() }
        guard let reader = ControlPageReader(page.bytes) else { return false }
        let before = reader.heartbeat
        for _ in 0..<patience {
            usleep(step)
            if reader.heartbeat != before { return true }
        }
        return false
    }
}
