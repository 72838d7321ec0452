// The override table's only writer. A kill, a withdrawal or a trip goes through here before anything else happens to
// it: no file is written, nothing is compiled.

internal import FlagModel
internal import FlagSnapshot
internal import FlagStore

/// Carries the strictest of the store's state and this host's own trips into the control page.
package final class RestrictionBoard: Sendable {
    private let control: SharedControlPage
    private let mirror: SharedMirror
    private let hostTrips: SharedHostTrips

    package init(control: SharedControlPage, mirror: SharedMirror, hostTrips: SharedHostTrips) {
        self.control = control
        self.mirror = mirror
        self.hostTrips = hostTrips
    }

    /// Writes what holds for these features now, and for the namespace.
    package func refresh(_ keys: some Sequence<String>) {
        let mirror = mirror.current
        let trips = hostTrips.byFeature
        control.update { page in
            page.setNamespaceKilled(mirror.isNamespaceKilled)
            for key in keys where key != FeatureState.namespaceKey {
                page.set(mirror.restriction(of: key, hostTrips: trips[key] ?? []), for: KeyHash.of(key))
            }
        }
    }

    /// Writes what holds for every feature, and lifts what stands in the table from an earlier life and holds no more.
    package func refreshAll() {
        let keys = mirror.read { $0.keysWithState }.union(hostTrips.byFeature.keys)
        let known = Set(keys.map(KeyHash.of))
        control.update { page in
            for hash in page.restrictedFeatures() where !known.contains(hash) { page.set(.none, for: hash) }
        }
        refresh(keys)
    }
}
