// What goes into the override table, and what where it is full: then the whole namespace is off, which needs no entry.
// That covers every AI feature, but no flag, so entries of features give way to those of flags.

import AgentCore
import FlagModel
import FlagSnapshot
import FlagStore
import SnapshotWriting

/// What restricts on this host, on its way into the control page.
struct OverrideTable {
    let inForce: RestrictionsInForce

    private var mirror: Mirror { inForce.mirror }

    /// Writes what holds for these keys, or for all (`nil`), and for the namespace.
    ///
    /// - Returns: with what found no room.
    func write(_ keys: Set<String>?, to page: borrowing ControlPageWriter) -> OverrideStanding {
        if inForce.isNamespaceOff { page.setNamespaceKilled(true) }
        var refused = place(keys ?? inForce.keys, in: page)
        if !refused.isEmpty {
            // Before any entry gives way.
            page.setNamespaceKilled(true)
            var covered = self.covered.makeIterator()
            for flag in refused.filter(isFlag) {
                var next = covered.next()
                while let key = next, !page.isRestricted(KeyHash.of(key)) { next = covered.next() }
                guard let key = next else { break }
                page.set(.none, for: KeyHash.of(key))
                refused.insert(key)
                if place([flag], in: page).isEmpty { refused.remove(flag) }
            }
        } else {
            page.setNamespaceKilled(inForce.isNamespaceOff)
        }
        var standing = OverrideStanding()
        standing.unplaced = refused
        return standing
    }

    /// Features: off with the namespace, and so without need of an entry of their own.
    private var covered: Set<String> { mirror.keysWithState.filter { mirror.feature($0) != nil } }

    private func isFlag(_ key: String) -> Bool {
        mirror.entries[DocumentID(.flag, key)] != nil && mirror.feature(key) == nil
    }

    /// - Returns: those for which there is no room. What frees an entry comes first.
    private func place(_ keys: some Collection<String>, in page: borrowing ControlPageWriter) -> Set<String> {
        var waiting: [(key: String, entry: OverrideEntry)] = []
        for key in keys where key != FeatureState.namespaceKey {
            let entry = inForce.entry(of: key)
            if entry == .none {
                page.set(.none, for: KeyHash.of(key))
            } else {
                waiting.append((key, entry))
            }
        }
        var refused: Set<String> = []
        for (key, entry) in waiting {
            let baseline = mirror.feature(key).map { KeyHash.of($0.baseline) } ?? 0
            if !page.set(entry, for: KeyHash.of(key), baseline: baseline) { refused.insert(key) }
        }
        return refused
    }
}
