/// A write that failed is tried again until it succeeds, ever less often: the disk may have room later, and nothing
/// else may ring by then.
enum DiskRetry {
    /// Ends once `attempt` is true, or the task is cancelled.
    ///
    /// - Parameter longest: between two attempts.
    static func run(longest: Duration = .seconds(16), _ attempt: () async -> Bool) async {
        var wait = Duration.seconds(1)
        while await !attempt(), !Task.isCancelled {
            try? await Task.sleep(for: wait)
            wait = min(wait * 2, longest)
        }
    }
}
