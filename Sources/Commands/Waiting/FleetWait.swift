import FlagStore

/// Watches a revision reach the fleet.
struct FleetWait {
    /// Whoever has not followed by then lags.
    var limit: Duration = .seconds(30)
    var pause: Duration = .milliseconds(100)
    /// Whether the change only restricts.
    var restricts = false
    var terminal: Terminal

    /// Polls until everyone has followed, the limit is over, or no agent is there to follow. A store that cannot be
    /// reached meanwhile is asked again: the change stands, only the view of it is lost.
    func follow(_ target: Lineage, in store: any DocumentStore) async throws(StoreError) -> FleetProgress {
        let deadline = ContinuousClock.now + limit
        var awaited: Set<String> = []
        while true {
            let isLast = ContinuousClock.now >= deadline
            let progress = try await look(target, in: store, isLast: isLast, &awaited)
            if let progress, isLast || progress.agents == 0 || progress.isComplete {
                show("")
                return progress
            }
            show(progress?.progressLine ?? "the store does not answer; asking again")
            try? await Task.sleep(for: pause)
        }
    }

    /// `nil` where the store cannot be reached, unless this is the last look.
    private func look(
        _ target: Lineage, in store: any DocumentStore, isLast: Bool, _ awaited: inout Set<String>
    ) async throws(StoreError) -> FleetProgress? {
        do throws(StoreError) {
            let fleet = try await store.fleet()
            awaited.formUnion(fleet.live.map(\.agent))
            return FleetProgress(fleet: fleet, target: target, restricts: restricts, awaited: awaited)
        } catch {
            guard error.code == .unavailable, !isLast else { throw error }
            return nil
        }
    }

    private func show(_ line: String) {
        if terminal.showsProgress { StandardStreams.progress(line) }
    }
}
