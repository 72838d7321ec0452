internal import CSystemCalls

/// The reader's side of a mapped control page. Borrows the mapping.
package struct ControlPageReader: @unchecked Sendable {
    let start: UnsafeRawPointer

    private typealias Header = ControlPageLayout.Header
    private typealias Entry = ControlPageLayout.Entry

    /// `nil` where the memory does not hold a control page.
    package init?(_ bytes: Bytes) {
        guard bytes.count >= ControlPageLayout.size,
            bytes.start.word(Header.magic) == ControlPageLayout.magic,
            bytes.start.half(Header.version) == ControlPageLayout.version,
            bytes.start.half(Header.byteOrderMark) == ControlPageLayout.byteOrderMark,
            bytes.start.half(Header.entryCount) == UInt32(truncatingIfNeeded: ControlPageLayout.entryCount),
            bytes.start.half(Header.entrySize) == UInt32(truncatingIfNeeded: ControlPageLayout.entrySize)
        else { return nil }
        self.start = bytes.start
    }

    /// - Parameter bytes: known to hold a control page.
    package init(trusted bytes: Bytes) { start = bytes.start }

    package var lineage: UInt64 { start.word(Header.lineage) }
    /// 0: no snapshot was published yet.
    package var generation: UInt64 { load(Header.generation) }
    /// The store's revision that the agent has applied; 0: none.
    package var revision: UInt64 { load(Header.revision) }
    /// Monotonic nanoseconds at which the applied revision was last known to be the store's current one; 0: never.
    package var confirmedAt: UInt64 { load(Header.confirmedAt) }
    /// Monotonic nanoseconds at which the agent was last alive.
    package var heartbeat: UInt64 { load(Header.heartbeat) }
    package var isNamespaceKilled: Bool { load(Header.namespaceKilled) != 0 }

    /// Whether anything in the namespace is held back.
    @inline(__always)
    var isRestricting: Bool { (load(Header.activeOverrides) | load(Header.namespaceKilled)) != 0 }

    /// The restriction of a feature. Needs no lock: an entry that went to another feature meanwhile had none left.
    func override(for feature: UInt64) -> Override {
        guard let entry = entry(of: feature) else { return .none }
        let tenancy = system_load_acquire(entry + Entry.tenancy)
        var override = Override()
        override.flags = system_load_acquire(entry + Entry.flags)
        override.serve = system_load_acquire(entry + Entry.serve)
        var index = 0
        while index < Entry.pairCount {
            let pair = entry + Entry.pairs + index &* Entry.pairSize
            let variant = system_load_acquire(pair)
            let replacement = system_load_acquire(pair + 8)
            override.variants[unchecked: index] = variant
            // The pair may have gone to another variant in between; the baseline is never wrong.
            override.replacements[unchecked: index] = system_load_acquire(pair) == variant ? replacement : 0
            index &+= 1
        }
        // Once more: while this was read, a kill may have taken a withdrawal's place, or the other way round. The writer
        // writes the stricter word first, so that one of the two readings has it.
        let serve = system_load_acquire(entry + Entry.serve)
        if serve != 0 { override.serve = serve }
        override.flags |= system_load_acquire(entry + Entry.flags)
        let isStillThere =
            system_load_acquire(entry) == feature && system_load_acquire(entry + Entry.tenancy) == tenancy
        return isStillThere ? override : .none
    }

    private func entry(of feature: UInt64) -> UnsafeRawPointer? {
        let mask = ControlPageLayout.entryCount &- 1
        var slot = Int(truncatingIfNeeded: feature) & mask
        var probes = 0
        while probes <= mask {
            let entry = start + ControlPageLayout.headerSize + slot &* ControlPageLayout.entrySize
            let key = system_load_acquire(entry)
            if key == feature { return entry }
            if key == 0 { return nil }
            slot = (slot &+ 1) & mask
            probes &+= 1
        }
        return nil
    }

    @inline(__always)
    private func load(_ offset: Int) -> UInt64 { system_load_acquire(start + offset) }
}
