// The override table's only writer. A kill, a withdrawal or a trip goes through here before anything else happens to
// it: no file is written, nothing is compiled.

import AgentCore
import FlagModel
import FlagSnapshot
import FlagStore
import Logging
import SnapshotWriting
import Synchronization

/// Carries the strictest of the store's state and this host's own restrictions into the control page, and knows what of
/// it is in force.
final class OverrideWriter: Sendable {
    private let control: SharedControlPage
    private let core: SharedCore
    private let standing = Mutex(OverrideStanding())
    /// Rung when the table is written, for what is slower than it.
    private let changed: Signal
    private let logger: Logger

    init(
        control: SharedControlPage, core: SharedCore, changed: Signal, logger: Logger
    ) {
        self.control = control
        self.core = core
        self.changed = changed
        self.logger = logger
    }

    /// What found no room, and up to where what restricts is in force.
    var current: OverrideStanding { standing.withLock { $0 } }

    /// Writes what holds for these features now, and for the namespace.
    ///
    /// - Parameter lineage: up to where the store's restrictions hold once this is written; `nil`: as far as before.
    func refresh(_ keys: some Collection<String>, upTo lineage: Lineage? = nil) {
        let (before, after) = control.update { page in
            let before = current
            var written = OverrideTable(inForce: core.current.inForce).write(
                before.unplaced.isEmpty ? Set(keys) : nil, to: page)
            written.follow(before, upTo: lineage)
            standing.withLock { $0 = written }
            return (before, written)
        }
        if !keys.isEmpty { changed.ring() }
        guard before.unplaced != after.unplaced else { return }
        if after.unplaced.isEmpty {
            logger.notice("the override table has room again; every restriction is in force")
        } else {
            logger.critical(
                "the override table is full; every AI feature is off until there is room for these",
                metadata: ["features": "\(after.named)", "count": "\(after.unplaced.count)"])
        }
    }

    /// Writes what holds for every feature, and lifts what stands in the table from an earlier life and holds no more.
    func refreshAll() {
        let keys = core.read { $0.inForce.keys }
        let known = Set(keys.map(KeyHash.of))
        control.update { page in
            for hash in page.restrictedFeatures() where !known.contains(hash) { page.set(.none, for: hash) }
        }
        // What an earlier life has loaded, and kept.
        let lineage = core.read { $0.mirror.rewind == nil ? $0.mirror.lineage : nil }
        refresh(keys, upTo: lineage)
    }
}
