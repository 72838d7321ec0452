// The control page, layout 1: FROZEN FOR GOOD, because a reader of any version must see a kill. Little endian; every
// word is naturally aligned, changed by one atomic store, and means something by itself.
// docs/formats.md has it as tables, with the order in which the words are written.

package enum ControlPageLayout {
    /// "FLAGCTRL" as its bytes read in memory.
    package static var magic: UInt64 { 0x4c52_5443_4741_4c46 }
    package static var version: UInt32 { 1 }
    package static var byteOrderMark: UInt32 { 0x0102_0304 }
    package static var headerSize: Int { 4096 }
    package static var entryCount: Int { 16_384 }
    package static var entrySize: Int { 128 }
    package static var size: Int { headerSize &+ entryCount &* entrySize }

    package enum Header {
        package static var magic: Int { 0 }
        package static var version: Int { 8 }
        package static var byteOrderMark: Int { 12 }
        /// Drawn when the page is made: another number, another page.
        package static var lineage: Int { 16 }
        package static var entryCount: Int { 24 }
        package static var entrySize: Int { 28 }
        package static var generation: Int { 64 }
        package static var revision: Int { 72 }
        package static var confirmedAt: Int { 80 }
        package static var heartbeat: Int { 88 }
        package static var namespaceKilled: Int { 96 }
        /// Features that have a restriction now: 0 spares readers the table.
        package static var activeOverrides: Int { 104 }
    }

    package enum Entry {
        /// `KeyHash` of the feature; 0: never used, ends a probe.
        package static var feature: Int { 0 }
        package static var flags: Int { 8 }
        package static var serve: Int { 16 }
        /// Counts the features that have had this entry.
        package static var tenancy: Int { 24 }
        /// `{variant, replacement}`; variant 0: free.
        package static var pairs: Int { 32 }
        package static var pairSize: Int { 16 }
        package static var pairCount: Int { 6 }
    }

    package enum Flag {
        package static var killed: UInt64 { 1 }
        /// More variants are withdrawn than there are pairs: whoever is not on the baseline gets it.
        package static var allButBaseline: UInt64 { 2 }
        /// Beside `killed`: guards alone ask for it. Says why, not what; readers that do not know it take it for a kill.
        package static var killedByGuard: UInt64 { 4 }

        /// Of the pair in that place: guards alone ask for it.
        package static func pairByGuard(_ place: Int) -> UInt64 { 0x100 &<< UInt64(truncatingIfNeeded: place) }
    }
}
