// The override table's only writer. A kill, a withdrawal or a trip goes through here before anything else happens to
// it: no file is written, nothing is compiled.

import FlagModel
import FlagSnapshot
import FlagStore
import Logging

/// Carries the strictest of the store's state and this host's own trips into the control page.
final class RestrictionBoard: Sendable {
    private let control: SharedControlPage
    private let mirror: SharedMirror
    private let hostTrips: SharedHostTrips
    /// Rung when the table is written, for what is slower than it.
    private let changed: Signal
    private let logger: Logger

    init(
        control: SharedControlPage, mirror: SharedMirror, hostTrips: SharedHostTrips, changed: Signal, logger: Logger
    ) {
        self.control = control
        self.mirror = mirror
        self.hostTrips = hostTrips
        self.changed = changed
        self.logger = logger
    }

    /// Writes what holds for these features now, and for the namespace.
    func refresh(_ keys: some Collection<String>) {
        let refused = control.update { page in write(keys, to: page) }
        if !keys.isEmpty { changed.ring() }
        guard !refused.isEmpty else { return }
        logger.critical(
            "the override table is full; a restriction does not reach services", metadata: ["features": "\(refused)"])
    }

    /// Writes what holds for every feature, and lifts what stands in the table from an earlier life and holds no more.
    func refreshAll() {
        let keys = mirror.read { $0.keysWithState }.union(hostTrips.byFeature.keys)
        let known = Set(keys.map(KeyHash.of))
        control.update { page in
            for hash in page.restrictedFeatures() where !known.contains(hash) { page.set(.none, for: hash) }
        }
        refresh(keys)
    }

    /// Looks up what holds only once the page is ours: of two callers, the later to write must know what the other did.
    /// Returns the features for which there was no room.
    private func write(_ keys: some Sequence<String>, to page: borrowing ControlPageWriter) -> [String] {
        let mirror = mirror.current
        let trips = hostTrips.byFeature
        page.setNamespaceKilled(mirror.isNamespaceKilled)
        var refused: [String] = []
        for key in keys where key != FeatureState.namespaceKey {
            let baseline = mirror.feature(key).map { KeyHash.of($0.baseline) } ?? 0
            let restriction = mirror.restriction(of: key, hostTrips: trips[key] ?? [])
            if !page.set(restriction, for: KeyHash.of(key), baseline: baseline) { refused.append(key) }
        }
        return refused
    }
}
