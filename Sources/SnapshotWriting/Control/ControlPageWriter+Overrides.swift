internal import CSystemCalls
internal import FlagSnapshot

// A restriction is changed in place, word by word, while readers read. In between, nobody may be less restricted than
// both before and after: what is stricter is written first, what is laxer last.

extension ControlPageWriter {
    private typealias Entry = ControlPageLayout.Entry
    private typealias Flag = ControlPageLayout.Flag

    /// Replaces what holds for a feature. `OverrideEntry.none` frees its entry.
    ///
    /// - Parameters:
    ///   - feature: `KeyHash` of its key.
    ///   - baseline: `KeyHash` of its baseline; 0 where unknown. Matters where more variants are replaced than an entry
    ///     has pairs for: then whoever is not on the baseline gets it, and where it is unknown the feature is killed.
    /// - Returns: false where the table is full; nothing was changed then.
    @discardableResult
    package func set(_ restriction: OverrideEntry, for feature: UInt64, baseline: UInt64 = 0) -> Bool {
        let wanted = Wanted(restriction, baseline: baseline)
        guard wanted.isActive else {
            if let entry = entry(of: feature), isActive(entry) {
                write(wanted, to: entry)
                countActive(-1)
            }
            return true
        }
        guard let entry = entry(of: feature) ?? claim(feature) else { return false }
        // Counted before it is written, so that no reader skips the table too early.
        if !isActive(entry) { countActive(1) }
        write(wanted, to: entry)
        return true
    }

    /// True if the feature of this `KeyHash` has a restriction.
    package func isRestricted(_ feature: UInt64) -> Bool { entry(of: feature).map(isActive) ?? false }

    /// `KeyHash`es of the features that have a restriction.
    package func restrictedFeatures() -> [UInt64] {
        (0..<ControlPageLayout.entryCount).compactMap { slot in
            let entry = entry(at: slot)
            return isActive(entry) ? load(entry, Entry.feature) : nil
        }
    }

    /// A writer that died halfway may have left the count wrong.
    func recountActive() {
        store(UInt64(restrictedFeatures().count), ControlPageLayout.Header.activeOverrides)
    }

    /// A restriction as an entry can hold it.
    private struct Wanted {
        var flags: UInt64 = 0
        var serve: UInt64
        var pairs: [OverrideEntry.Replacement]

        init(_ restriction: OverrideEntry, baseline: UInt64) {
            serve = restriction.serve
            pairs = restriction.replaced.reduce(into: []) { pairs, pair in
                if pair.variant != 0, !pairs.contains(where: { $0.variant == pair.variant }) { pairs.append(pair) }
            }
            if restriction.killed { flags |= Flag.killed }
            if restriction.killed && restriction.isKilledByGuard { flags |= Flag.killedByGuard }
            guard pairs.count > Entry.pairCount else { return }
            if baseline == 0 { flags = Flag.killed } else { flags |= Flag.allButBaseline }
            // The flag stands for all the others.
            pairs = pairs.filter { $0.variant == baseline }
        }

        var isActive: Bool { flags != 0 || serve != 0 || !pairs.isEmpty }
    }

    private func write(_ wanted: Wanted, to entry: UnsafeMutableRawPointer) {
        let slots = (0..<Entry.pairCount).map { entry + Entry.pairs + $0 * Entry.pairSize }
        let kept = slots.filter { slot in wanted.pairs.contains { $0.variant == load(slot, 0) } }
        let added = wanted.pairs.filter { pair in !kept.contains { load($0, 0) == pair.variant } }
        let free = slots.filter { load($0, 0) == 0 }

        var during = load(entry, Entry.flags) | wanted.flags
        if added.count > free.count { during |= Flag.killed }
        system_store_release(entry + Entry.flags, during)
        if wanted.serve != 0 { system_store_release(entry + Entry.serve, wanted.serve) }
        for slot in kept {
            guard let pair = wanted.pairs.first(where: { $0.variant == load(slot, 0) }) else { continue }
            system_store_release(slot + 8, pair.by)
        }
        var room = free[...]
        if added.count > free.count {
            for slot in slots where !free.contains(slot) && !kept.contains(slot) {
                system_store_release(slot, 0)
                room.append(slot)
            }
        }
        for pair in added {
            guard let slot = room.popFirst() else { break }
            system_store_release(slot + 8, pair.by)
            system_store_release(slot, pair.variant)
        }
        var byGuard: UInt64 = 0
        for (place, slot) in slots.enumerated() {
            if let pair = wanted.pairs.first(where: { $0.variant == load(slot, 0) }) {
                if pair.isByGuard { byGuard |= Flag.pairByGuard(place) }
            } else {
                system_store_release(slot, 0)
            }
        }
        if wanted.serve == 0 { system_store_release(entry + Entry.serve, 0) }
        system_store_release(entry + Entry.flags, wanted.flags | byGuard)
    }

    private func isActive(_ entry: UnsafeMutableRawPointer) -> Bool {
        load(entry, Entry.feature) != 0
            && (load(entry, Entry.flags) != 0 || load(entry, Entry.serve) != 0
                || (0..<Entry.pairCount).contains { load(entry, Entry.pairs + $0 * Entry.pairSize) != 0 })
    }

    private func entry(at slot: Int) -> UnsafeMutableRawPointer {
        page.start + ControlPageLayout.headerSize + slot * ControlPageLayout.entrySize
    }

    /// The first entry on the feature's way through the table that fits. The way ends at an entry never used.
    private func firstEntry(
        for feature: UInt64, where fits: (UnsafeMutableRawPointer) -> Bool
    ) -> UnsafeMutableRawPointer? {
        let mask = ControlPageLayout.entryCount - 1
        let home = Int(truncatingIfNeeded: feature) & mask
        for step in 0...mask {
            let entry = entry(at: (home + step) & mask)
            if fits(entry) { return entry }
            if load(entry, Entry.feature) == 0 { return nil }
        }
        return nil
    }

    private func entry(of feature: UInt64) -> UnsafeMutableRawPointer? {
        firstEntry(for: feature) { load($0, Entry.feature) == feature }
    }

    /// Gives the feature an entry that nobody needs. Keys are never cleared: that would cut others' probes.
    private func claim(_ feature: UInt64) -> UnsafeMutableRawPointer? {
        // Said without a look at every entry: a full table may be asked for thousands of them.
        guard load(page.start, ControlPageLayout.Header.activeOverrides) < ControlPageLayout.entryCount else {
            return nil
        }
        guard let entry = firstEntry(for: feature, where: { !isActive($0) }) else { return nil }
        system_store_release(entry + Entry.tenancy, load(entry, Entry.tenancy) &+ 1)
        system_store_release(entry + Entry.feature, feature)
        return entry
    }

    private func countActive(_ change: Int64) {
        let offset = ControlPageLayout.Header.activeOverrides
        store(load(page.start, offset) &+ UInt64(bitPattern: change), offset)
    }

    private func load(_ start: UnsafeMutableRawPointer, _ offset: Int) -> UInt64 {
        system_load_acquire(start + offset)
    }
}
