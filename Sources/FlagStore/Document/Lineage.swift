package import FlagModel

/// Where a namespace stands: which store, which life of it, how many commits.
package struct Lineage: Sendable, Equatable, Hashable {
    /// Made once by `store init`.
    package var storeID: String
    /// +1 with every restored backup, and with every adoption.
    package var epoch: UInt64
    /// The namespace's revision: +1 with every commit.
    package var revision: UInt64
    /// The last epoch that a person took for good with `store adopt`; 0: none.
    package var adoptedEpoch: UInt64

    package init(storeID: String, epoch: UInt64, revision: UInt64, adoptedEpoch: UInt64 = 0) {
        self.storeID = storeID
        self.epoch = epoch
        self.revision = revision
        self.adoptedEpoch = adoptedEpoch
    }

    /// Whether a load at `self` may follow one at `earlier`: the same store and life, and not lower.
    package func continues(_ earlier: Lineage) -> Bool {
        storeID == earlier.storeID && epoch == earlier.epoch && revision >= earlier.revision
    }

    /// Whether a person has said that this life is the one to follow, after `earlier`.
    package func isAdoption(over earlier: Lineage) -> Bool {
        adoptedEpoch == epoch && (storeID != earlier.storeID || epoch > earlier.epoch)
    }

    /// In which way this is a step back from `earlier`.
    package func rewindDescription(from earlier: Lineage) -> String {
        if storeID != earlier.storeID { return "it is another store" }
        if epoch != earlier.epoch { return "it was restored: epoch \(epoch) follows \(earlier.epoch)" }
        return "its revision is \(revision), this host has applied \(earlier.revision)"
    }
}

extension Lineage {
    package var json: JSONValue {
        [
            "store": .string(storeID),
            "epoch": .integer(Int64(clamping: epoch)),
            "revision": .integer(Int64(clamping: revision)),
            "adopted": .integer(Int64(clamping: adoptedEpoch)),
        ]
    }

    /// `nil` where a part is missing.
    package init?(json: JSONValue) {
        guard let storeID = json["store"]?.string,
            let epoch = json["epoch"]?.integer.flatMap(UInt64.init(exactly:)),
            let revision = json["revision"]?.integer.flatMap(UInt64.init(exactly:))
        else { return nil }
        self.init(
            storeID: storeID, epoch: epoch, revision: revision,
            adoptedEpoch: json["adopted"]?.integer.flatMap(UInt64.init(exactly:)) ?? 0)
    }
}
