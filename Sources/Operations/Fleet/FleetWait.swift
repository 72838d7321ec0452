package import FlagStore

/// Watches a revision reach the fleet.
package struct FleetWait {
    /// Whoever has not followed by then lags.
    package var limit: Duration
    package var pause: Duration
    /// Whether the change only restricts.
    package var restricts: Bool

    package init(limit: Duration = .seconds(30), pause: Duration = .milliseconds(100), restricts: Bool = false) {
        self.limit = limit
        self.pause = pause
        self.restricts = restricts
    }

    /// Polls until everyone has followed, the limit is over, or no agent is there to follow. A store that cannot be
    /// reached meanwhile is asked again: the change stands, only the view of it is lost.
    ///
    /// - Parameter report: told how far it has come while it goes on; `nil`: the store does not answer.
    package func follow(
        _ target: Lineage, in store: any DocumentStore, report: (FleetProgress?) -> Void
    ) async throws(StoreError) -> FleetProgress {
        let deadline = ContinuousClock.now + limit
        var awaited: Set<String> = []
        while true {
            let isLast = ContinuousClock.now >= deadline
            let progress = try await progress(to: target, in: store, isLast: isLast, &awaited)
            if let progress, isLast || progress.agents == 0 || progress.isComplete { return progress }
            report(progress)
            try? await Task.sleep(for: pause)
        }
    }

    /// `nil` if the store cannot be reached, unless this is the last time that it is asked.
    private func progress(
        to target: Lineage, in store: any DocumentStore, isLast: Bool, _ awaited: inout Set<String>
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
}
