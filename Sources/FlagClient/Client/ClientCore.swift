internal import CFlagpostSystem
internal import FlagSnapshot

/// What all readers of one namespace's directory share. Immutable but for its process page.
struct ClientCore: ~Copyable {
    let directory: PathBuffer
    let process: ProcessPage
    /// 0: report nothing.
    let ringCellCount: UInt32

    /// `nil` where the path does not fit or memory is short.
    init?(directory: UnsafePointer<CChar>, ringCellCount: UInt32) {
        guard let path = PathBuffer(directory: directory), let process = ProcessPage() else { return nil }
        self.directory = path
        self.process = process
        self.ringCellCount = ringCellCount
        _ = process.drawToken()
    }

    deinit {
        if let ring = process.ring {
            ring.deinitialize(count: 1)
            ring.deallocate()
        }
        system_unmap(process.start, ProcessPage.size)
    }

    /// Makes the process's ring where it has none yet, or none beside this control page.
    ///
    /// A ring that is left behind, because its directory was removed, stays mapped: other threads may be writing to it.
    func ensureRing(lineage: UInt64, now: UInt64, path: inout PathBuffer) {
        guard ringCellCount > 0, process.ring == nil || process.ringLineage != lineage, now >= process.nextRing,
            process.tryLock()
        else { return }
        if process.ring == nil || process.ringLineage != lineage {
            process.nextRing = now &+ 1_000_000_000
            if let made = RingFile(cellCount: ringCellCount, createdAt: now, path: &path) {
                let ring = UnsafeMutablePointer<RingFile>.allocate(capacity: 1)
                ring.initialize(to: made)
                process.set(ring: ring, lineage: lineage)
            }
        }
        process.unlock()
    }
}
