import FlagStore

/// Watches a revision reach the fleet.
struct FleetWait {
    /// Whoever has not followed by then lags.
    var limit: Duration = .seconds(30)
    var pause: Duration = .milliseconds(100)
    var terminal: Terminal

    /// Polls until everyone has followed, the limit is over, or no agent is there to follow. A store that cannot be
    /// reached meanwhile is asked again: the change stands, only the view of it is lost.
    func follow(_ target: Lineage, in store: any DocumentStore) async throws(StoreError) -> FleetProgress {
        let deadline = ContinuousClock.now + limit
        var latest: FleetProgress?
        defer { if terminal.showsProgress && latest != nil { StandardStreams.progress("") } }
        while true {
            do {
                let progress = FleetProgress(fleet: try await store.fleet(), target: target)
                if progress.agents == 0 || progress.isComplete { return progress }
                if terminal.showsProgress { StandardStreams.progress(progress.progressLine) }
                latest = progress
            } catch where error.code == .unavailable && ContinuousClock.now < deadline {
                if terminal.showsProgress { StandardStreams.progress("the store does not answer; asking again") }
            }
            if let latest, ContinuousClock.now >= deadline { return latest }
            try? await Task.sleep(for: pause)
        }
    }
}
