// A change notification may be lost, and the poll finds what it would have told. That costs seconds and should not go
// unnoticed: what is lost once in a while is a connection, what is always lost is a right that somebody forgot.

package import FlagStore

/// Which revisions the poll had to find because no notification announced them. A pure value; times are monotonic
/// nanoseconds.
package struct NotificationGaps: Sendable {
    /// A notification may come a moment after the poll that met its revision.
    static let grace: UInt64 = 1_000_000_000

    private var lineage: Lineage?
    /// Up to this revision nothing was missed.
    private var announced: UInt64 = 0
    /// Since when the store is known to be beyond that.
    private var openSince: UInt64?
    /// True if the next load is what listening began with.
    private var isCatchingUp = true
    package private(set) var missed: UInt64 = 0
    /// When a notification came last; `nil` before the first.
    package private(set) var heardAt: UInt64?

    package mutating func heard(_ hint: Hint, at now: UInt64) {
        heardAt = now
        if hint.revision == nil { isCatchingUp = true }
        announced = max(announced, hint.revision ?? lineage?.revision ?? 0)
    }

    /// The store could not be followed for a while: what is found next need not have been announced.
    mutating func interrupted() { isCatchingUp = true }

    /// A load showed the store here.
    ///
    /// - Returns: its revision, if one that was found before was announced by nobody in time; told once.
    mutating func found(_ found: Lineage, at now: UInt64) -> UInt64? {
        // The revision found before comes first: if nobody announced it, it must not hide behind the next one.
        let isOverdue = isOverdue(at: now)
        note(found, at: now)
        return isOverdue ? found.revision : nil
    }

    mutating func note(_ found: Lineage, at now: UInt64) {
        // Notifications of another store, or of another life of this one, say nothing of this one's revisions.
        if found.storeID != lineage?.storeID || found.epoch != lineage?.epoch { announced = found.revision }
        if isCatchingUp { announced = max(announced, found.revision) }
        isCatchingUp = false
        lineage = found
        if found.revision > announced, openSince == nil { openSince = now }
    }

    mutating func isOverdue(at now: UInt64) -> Bool {
        guard let openSince, let lineage else { return false }
        guard lineage.revision > announced else {
            self.openSince = nil
            return false
        }
        guard now >= openSince &+ Self.grace else { return false }
        announced = lineage.revision
        self.openSince = nil
        missed += 1
        return true
    }
}
