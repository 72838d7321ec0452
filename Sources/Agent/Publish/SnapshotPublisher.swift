// From documents to the snapshot that services map. Compiles what changed, lays everything out, writes the file aside,
// renames it and publishes it by one store to the control page. Restrictions do not wait for any of this: they are in
// the override table by then.

import AgentCore
import FlagModel
import FlagSnapshot
import FlagStore
import Logging
import SnapshotWriting

/// Publishes the mirror whenever it is told that something changed.
actor SnapshotPublisher {
    private let directory: RuntimeDirectory
    private let control: SharedControlPage
    private let core: SharedCore
    private let telemetry: TelemetryHub
    private let room: MemoryRoom
    private let logger: Logger
    /// Documents that found no room, and what everything weighed then.
    private var refused: (ids: Set<DocumentID>, weight: MemoryRoom.Weight) = ([], .init())
    /// What the last published file was made of; the same again is not written twice.
    private var published: Published?
    /// What the mirror's version came to.
    private var last: (version: UInt64, publication: Publication)?
    /// The file that readers are told to read; `nil` before this life's first.
    private var current: (generation: UInt64, bytes: Int)?
    private var superseded = SupersededSnapshots()
    private var pace = PublicationPace()

    private struct Published {
        /// `Mirror.servedVersion`
        var version: UInt64
        var bucketing: Bucketing
        var generation: UInt64
    }

    /// What publishing came to.
    struct Publication: Sendable, Equatable {
        var lineage: Lineage
        var generation: UInt64
        /// Documents whose newest form is not, or not wholly, in use.
        var faults: Int
    }

    init(
        directory: RuntimeDirectory, control: SharedControlPage, core: SharedCore, telemetry: TelemetryHub,
        room: MemoryRoom, logger: Logger
    ) {
        self.directory = directory
        self.control = control
        self.core = core
        self.telemetry = telemetry
        self.room = room
        self.logger = logger
        let announced = control.update { $0.reader.generation }
        if let bytes = AtomicFile.size(of: directory.snapshot(announced)) { current = (announced, bytes) }
    }

    /// Publishes the snapshot that an earlier life kept, so that services can read before any document is compiled. Where
    /// that life left one to read, services have it already.
    func publishKept(_ path: String) {
        guard current == nil, AtomicFile.size(of: path) != nil else { return }
        do throws(FileError) {
            guard try put(kept: path) else {
                return logger.error(
                    "kept snapshot is damaged; compiling the documents instead", metadata: ["file": "\(path)"])
            }
        } catch {
            logger.error("cannot publish the kept snapshot", metadata: ["reason": "\(error)"])
        }
    }

    /// False where it is damaged.
    private func put(kept path: String) throws(FileError) -> Bool {
        guard let kept = try? MappedFile.open(path, sizes: 1...Int64(LastGoodService.sizeLimit)) else { return false }
        defer { kept.unmap() }
        let generation = nextGeneration()
        guard let header = SnapshotWriter.renewedHeader(of: kept.bytes, generation: generation) else { return false }
        try put(generation) { file throws(FileError) in
            try file.append(header)
            try file.append(UnsafeRawBufferPointer(rebasing: kept.bytes.buffer[header.count...]))
        }
        return true
    }

    /// Brings what services read up to the mirror's revision. `nil` while there is nothing to publish.
    func publish() async throws(AgentError) -> Publication? {
        await compilePending()
        await waitForTurn()
        let mirror = core.read { $0.mirror }
        if let last, last.version == mirror.version { return last.publication }
        // Without a store there may still be documents that came with the host.
        guard mirror.lineage != nil || !mirror.entries.isEmpty else { return nil }
        let lineage = mirror.lineage ?? Lineage(storeID: "", epoch: 0, revision: 0)
        if published?.version != mirror.servedVersion || published?.bucketing != mirror.bucketing {
            // First: services report on a variant as soon as they read it, and rings may hold reports already.
            telemetry.update(mirror, now: HostClock.monotonic())
            let generation = nextGeneration()
            let image: SnapshotImage
            do {
                image = try SnapshotImage(
                    mirror.served.values.map(\.record), generation: generation, revision: lineage.revision,
                    unitKey: mirror.unitKey, bucketing: mirror.bucketing)
            } catch {
                throw AgentError("cannot lay out the snapshot of revision \(lineage.revision): \(error)")
            }
            do throws(FileError) {
                try put(generation) { file throws(FileError) in
                    try image.forEachPiece { piece throws(FileError) in try file.append(piece) }
                }
            } catch {
                throw AgentError("\(error); services go on with the snapshot they have")
            }
            published = Published(
                version: mirror.servedVersion, bucketing: mirror.bucketing, generation: generation)
        }
        control.update { $0.setRevision(lineage.revision) }
        let publication = Publication(
            lineage: lineage, generation: published?.generation ?? 0, faults: mirror.faults.count)
        last = (mirror.version, publication)
        return publication
    }

    private func nextGeneration() -> UInt64 {
        control.update { $0.nextGeneration(unixMilliseconds: HostClock.unixMilliseconds()) }
    }

    /// In its place first, then announced; before both, room is made for it.
    private func put(
        _ generation: UInt64, _ fill: (FileAside) throws(FileError) -> Void
    ) throws(FileError) {
        remove(superseded.takeForRoom(current: current?.bytes ?? 0))
        let bytes: Int
        do throws(FileError) {
            bytes = try write(generation, fill)
        } catch {
            // A reader that finds one of these gone looks again; one that finds nothing newer cannot.
            let others = superseded.takeAll()
            guard !others.isEmpty else { throw error }
            remove(others)
            bytes = try write(generation, fill)
        }
        control.update { $0.publish(generation: generation) }
        let now = HostClock.monotonic()
        if let current { superseded.add(current.generation, bytes: current.bytes, at: now) }
        current = (generation, bytes)
        pace.wrote(bytes, at: now)
    }

    private func write(
        _ generation: UInt64, _ fill: (FileAside) throws(FileError) -> Void
    ) throws(FileError) -> Int {
        let file = try FileAside(of: directory.snapshot(generation), mode: 0o640)
        try fill(file)
        try file.putInPlace()
        return file.count
    }

    private func remove(_ generations: [UInt64]) {
        for generation in generations { directory.removeSnapshot(generation) }
    }

    /// Removes what no reader is about to open any more; called now and then.
    func removeSuperseded() { remove(superseded.takeExpired(at: HostClock.monotonic())) }

    /// Under continuous change, lets what has changed meanwhile go out together.
    private func waitForTurn() async {
        let wait = pace.wait(at: HostClock.monotonic())
        guard wait > 0, core.read({ $0.mirror.servedVersion }) != published?.version else { return }
        try? await Task.sleep(for: .nanoseconds(wait))
        await compilePending()
    }

    private func compilePending() async {
        var weight = core.read { $0.mirror.weight }
        let before = refused.ids
        if !before.isEmpty, weight.memory < refused.weight.memory {
            core.update { $0.mirror.waitAgain(before) }
            refused.ids = []
        }
        defer {
            refused.weight = weight
            if !refused.ids.isSubset(of: before) { tellOfRefused() }
        }
        while true {
            let waiting = core.update { $0.mirror.nextPending() }
            if waiting.isEmpty { return }
            let documents = core.read { $0.mirror.documents }
            for pending in waiting {
                // A host may have one core: what restricts must not wait for thousands of documents.
                await Task.yield()
                let compilation = pending.compile(in: documents) { good in
                    room.refusal(weight - pending.weight + good.weight, isKept: pending.isKept)
                }
                if let good = compilation.good { weight = weight - pending.weight + good.weight }
                refused.ids.remove(pending.document.id)
                if compilation.waitsForRoom {
                    refused.ids.insert(pending.document.id)
                } else if let fault = compilation.fault, compilation.good?.body != pending.document.body {
                    logger.error(
                        "document does not compile; its last good form stays in use",
                        metadata: ["document": "\(pending.document.id)", "reason": "\(fault)"])
                }
                core.update { $0.mirror.settle(pending, compilation) }
            }
        }
    }

    private func tellOfRefused() {
        logger.error(
            "documents find no room in the agent's memory; their last good forms stay in use",
            metadata: [
                "documents": "\(refused.ids.count)", "limit_bytes": "\(room.limit ?? 0)",
                "needed_bytes": "\(room.needed(refused.weight))",
            ])
    }
}
