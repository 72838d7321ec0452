internal import CSystemCalls
internal import FlagSnapshot

// What is looked at a few times a second instead of in every evaluation.

extension ReaderCore {
    private static var refreshInterval: UInt64 { 250_000_000 }
    private static var openingInterval: UInt64 { 1_000_000_000 }
    /// An agent that was silent for this long may have lost its directory.
    private static var silence: UInt64 { 3_000_000_000 }
    /// Whole pages: eight, or 64 where evaluations are rare, so that it is over soon.
    private var retiredPiece: Int { isAskedAllTheTime ? 32_768 : 262_144 }

    @inline(never)
    mutating func refresh(at now: UInt64) {
        nextRefresh = now &+ Self.refreshInterval
        takeIdentity()
        realtimeOffset = system_realtime_coarse() &- now
        refusedGeneration = 0
        if isSilent(at: now), control == nil || now >= nextOpening {
            nextOpening = now &+ Self.openingInterval
            openControlPage()
        }
        if let control {
            if isNewLineage || control.generation != generation {
                takeSnapshot(control.generation, inSteps: false)
            }
            // A page without an agent may be one that other readers have left.
            if client.pointee.process.ring == nil || !isSilent(at: now) {
                client.pointee.ensureRing(lineage: control.lineage, now: now, path: &path)
            }
            noteRead(at: now, revision: supported(control.revision))
        }
    }

    /// Takes the newly announced snapshot, or the next step towards it; a first one always at once. Keeps the old one where
    /// that fails.
    @inline(never)
    mutating func takeSnapshot(_ announced: UInt64, inSteps: Bool) {
        var generation = announced
        var attempts = 0
        while attempts < 4 {
            take(generation, inSteps: inSteps)
            // It may have been superseded and removed since it was read: then the page says so by now.
            guard refusedGeneration == generation, let newer = control?.generation, newer != generation else { return }
            generation = newer
            attempts &+= 1
        }
    }

    private mutating func take(_ generation: UInt64, inSteps: Bool) {
        guard isNewLineage || generation > self.generation else {
            refusedGeneration = generation
            return abandonArrival()
        }
        if let arrival, arrival.generation != generation { abandonArrival() }
        repeat {
            let current = arrival ?? SnapshotArrival(generation: generation)
            arrival = nil
            switch current.next(&path, isVerified: snapshot == nil) {
            case .underWay(let further): arrival = further
            case .refused: refusedGeneration = generation
            case .arrived(let file, let view): serve(view, of: file)
            }
        } while arrival != nil && !(inSteps && snapshot != nil)
    }

    private mutating func abandonArrival() {
        arrival?.abandon()
        arrival = nil
    }

    private mutating func serve(_ view: SnapshotView, of file: MappedFile) {
        retired?.unmap()
        retired = snapshotFile
        snapshot = view
        snapshotFile = file
        refusedGeneration = 0
        isNewLineage = false
    }

    /// Unmapping takes a third of a microsecond for each page that was read: spread over the evaluations that follow, none
    /// of them takes long.
    @inline(never)
    mutating func unmapPieceOfRetired() {
        guard let file = retired else { return }
        let piece = min(file.count, retiredPiece)
        MappedFile(start: file.start, count: piece).unmap()
        retired = piece < file.count ? MappedFile(start: file.start + piece, count: file.count &- piece) : nil
    }

    mutating func noteRead(at now: UInt64, revision: UInt64) {
        notedRevision = revision
        guard snapshot != nil, let ring = client.pointee.process.ring else { return }
        ring.pointee.producer.noteRead(at: now, revision: revision)
    }

    private func isSilent(at now: UInt64) -> Bool {
        guard let control else { return true }
        return now > control.heartbeat &+ Self.silence
    }

    /// Takes the control page that stands at the path, if it is another one than ours and in use.
    private mutating func openControlPage() {
        path.reset()
        path.append(Bytes("/control"))
        let size = Int64(ControlPageLayout.size)
        guard let file = try? MappedFile.open(path.start, sizes: size...size) else { return }
        // A page without a generation is still being filled: its restrictions may be missing.
        guard let found = ControlPageReader(file.bytes),
            control.map({ found.lineage != $0.lineage && found.generation != 0 }) ?? true
        else {
            file.unmap()
            return
        }
        if let control { client.pointee.process.lastBeat = control.heartbeat }
        controlPage?.unmap()
        abandonArrival()
        isNewLineage = control != nil
        control = found
        controlPage = file
    }
}
