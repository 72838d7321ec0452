internal import CSystemCalls
internal import FlagSnapshot

/// What all readers of one namespace's directory share. Immutable but for its process page and its open calls.
struct ClientCore: ~Copyable {
    let directory: PathBuffer
    let process: ProcessPage
    let openCalls: OpenCalls
    /// 0: report nothing.
    let ringCellCount: UInt32

    /// `nil` where the path does not fit or memory is short.
    init?(directory: UnsafePointer<CChar>, ringCellCount: UInt32) {
        guard let path = PathBuffer(directory: directory), let process = ProcessPage() else { return nil }
        guard let openCalls = OpenCalls() else {
            system_unmap(process.start, ProcessPage.size)
            return nil
        }
        self.directory = path
        self.process = process
        self.openCalls = openCalls
        self.ringCellCount = ringCellCount
        _ = process.drawToken()
    }

    deinit {
        cancelOpen()
        openCalls.unmap()
        var next = process.ring
        while let ring = next {
            next = ring.pointee.predecessor
            ring.deinitialize(count: 1)
            ring.deallocate()
        }
        system_unmap(process.start, ProcessPage.size)
    }

    /// Reports all calls that are open as cancelled. Waits for nothing and allocates nothing, so that a signal's handler can
    /// do it. In a forked child there are none.
    func cancelOpen() {
        let token = process.token
        guard token != 0, let ring = process.ring else { return }
        let now = system_monotonic()
        openCalls.takeAll(token: token) { begun in
            var record = begun
            record.kind = .end
            record.result = .cancelled
            record.latencyNanoseconds = now > begun.time ? now &- begun.time : 0
            record.time = now
            _ = ring.pointee.producer.append(record, acknowledged: ring.pointee.settled)
        }
    }

    /// An agent knows the rings of its last life for so long after its start.
    private static var agentsMemory: UInt64 { 600_000_000_000 }

    /// Makes the process's ring where it has none yet, or none beside this control page.
    ///
    /// A ring whose directory was removed is made again, with its name and what the agent may not have read. It stays
    /// mapped, because other threads may be writing to it; what they still wrote follows later.
    func ensureRing(lineage: UInt64, now: UInt64, path: inout PathBuffer) {
        guard ringCellCount > 0, process.ring == nil || process.ringLineage != lineage || process.formerRing != nil,
            now >= process.nextRing, process.tryLock()
        else { return }
        defer { process.unlock() }
        let ring = process.ring
        if let ring, let former = process.formerRing {
            ring.pointee.takeRest(of: former)
            process.formerRing = nil
        } else if let ring, process.ringLineage != lineage, ring.pointee.isInPlace(&path) {
            process.set(ring: ring, lineage: lineage)
        } else if ring == nil || process.ringLineage != lineage {
            process.nextRing = now &+ 1_000_000_000
            let beat = process.lastBeat
            let former = beat > 0 && now < beat &+ Self.agentsMemory ? ring : nil
            guard let file = RingFile(cellCount: ringCellCount, createdAt: now, succeeding: former, path: &path) else {
                return
            }
            let made = UnsafeMutablePointer<RingFile>.allocate(capacity: 1)
            made.initialize(to: file)
            made.pointee.predecessor = ring
            process.set(ring: made, lineage: lineage)
            process.formerRing = former
        }
    }
}
