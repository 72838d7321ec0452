/// Where a namespace stands: which store, which life of it, how many commits.
package struct Lineage: Sendable, Equatable, Hashable {
    /// Made once by `store init`.
    package var storeID: String
    /// +1 with every restored backup.
    package var epoch: UInt64
    /// The namespace's revision: +1 with every commit.
    package var revision: UInt64

    package init(storeID: String, epoch: UInt64, revision: UInt64) {
        self.storeID = storeID
        self.epoch = epoch
        self.revision = revision
    }

    /// Whether a load at `self` may follow one at `earlier`: the same store and life, and not lower.
    package func continues(_ earlier: Lineage) -> Bool {
        storeID == earlier.storeID && epoch == earlier.epoch && revision >= earlier.revision
    }
}
