// What holds a feature back at this moment, as the override table carries it.

internal import FlagSnapshot

/// The strictest of the store's state and this host's own trips, for one feature. Variants are named by the hash of
/// their name (`KeyHash`), never by index: another snapshot may number them differently.
package struct OverrideEntry: Sendable, Equatable {
    /// Everyone gets the off variant.
    package var killed: Bool
    /// Of a kill: guards alone ask for it.
    package var isKilledByGuard: Bool
    /// Everyone gets this variant (a guard's `serve X` on the whole feature); 0 for none.
    package var serve: UInt64
    /// Variants taken out, and what their buckets get instead.
    package var replaced: [Replacement]

    package struct Replacement: Sendable, Equatable {
        package var variant: UInt64
        /// 0: the baseline.
        package var by: UInt64
        /// Guards alone ask for it.
        package var isByGuard: Bool

        package init(variant: UInt64, by: UInt64 = 0, isByGuard: Bool = false) {
            self.variant = variant
            self.by = by
            self.isByGuard = isByGuard
        }
    }

    package init(
        killed: Bool = false, isKilledByGuard: Bool = false, serve: UInt64 = 0, replaced: [Replacement] = []
    ) {
        self.killed = killed
        self.isKilledByGuard = isKilledByGuard
        self.serve = serve
        self.replaced = replaced
    }

    /// Variants that an entry of the override table names. Where more are taken out, whoever is not on the baseline gets
    /// the baseline.
    package static var maximumReplacements: Int { ControlPageLayout.Entry.pairCount }

    package static var none: OverrideEntry { OverrideEntry() }
}
