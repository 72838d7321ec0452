// From documents to the snapshot that services map. Compiles what changed, lays everything out, writes the file aside,
// renames it and publishes it by one store to the control page. Restrictions do not wait for any of this: they are in
// the override table by then.

import FlagModel
import FlagSnapshot
import FlagStore
import Logging

/// Publishes the mirror whenever it is told that something changed.
actor SnapshotPublisher {
    private let directory: RuntimeDirectory
    private let control: SharedControlPage
    private let mirror: SharedMirror
    private let telemetry: TelemetryHub
    private let logger: Logger
    /// What the last published file was made of; the same again is not written twice.
    private var published: Published?
    /// What the mirror's version came to.
    private var last: (version: UInt64, publication: Publication)?
    private var superseded: [(generation: UInt64, at: UInt64)]

    /// Files of earlier generations that may lie there, however quickly they follow each other.
    private static let fileLimit = 16

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
        directory: RuntimeDirectory, control: SharedControlPage, mirror: SharedMirror, telemetry: TelemetryHub,
        logger: Logger
    ) {
        self.directory = directory
        self.control = control
        self.mirror = mirror
        self.telemetry = telemetry
        self.logger = logger
        let now = HostClock.monotonic()
        superseded = directory.snapshotGenerations().map { ($0, now) }
    }

    /// Publishes the snapshot that an earlier life kept, so that services can read before any document is compiled.
    func publishKept(_ path: String) {
        guard let kept = (try? AtomicFile.read(path, limit: LastGoodService.sizeLimit)) ?? nil else { return }
        let generation = nextGeneration()
        guard let renewed = SnapshotWriter.renewed(kept, generation: generation) else {
            logger.error("kept snapshot is damaged; compiling the documents instead", metadata: ["file": "\(path)"])
            return
        }
        do {
            try put(renewed, generation: generation)
        } catch {
            logger.error("cannot publish the kept snapshot", metadata: ["reason": "\(error)"])
            return
        }
        superseded.append((generation, HostClock.monotonic()))
    }

    /// Brings what services read up to the mirror's revision. `nil` while there is nothing to publish.
    func publish() async throws(AgentError) -> Publication? {
        await compilePending()
        let mirror = mirror.current
        if let last, last.version == mirror.version { return last.publication }
        // Without a store there may still be documents that came with the host.
        guard mirror.lineage != nil || !mirror.entries.isEmpty else { return nil }
        let lineage = mirror.lineage ?? Lineage(storeID: "", epoch: 0, revision: 0)
        if published?.version != mirror.servedVersion || published?.bucketing != mirror.bucketing {
            // First: services report on a variant as soon as they read it, and rings may hold reports already.
            telemetry.update(mirror, now: HostClock.monotonic())
            let generation = nextGeneration()
            let bytes: [UInt8]
            do {
                bytes = try SnapshotWriter.encode(
                    mirror.served.values.map(\.record), generation: generation, revision: lineage.revision,
                    unitKey: mirror.unitKey, bucketing: mirror.bucketing)
            } catch {
                throw AgentError("cannot lay out the snapshot of revision \(lineage.revision): \(error)")
            }
            do throws(FileError) {
                try put(bytes, generation: generation)
            } catch {
                throw AgentError("\(error); services go on with the snapshot they have")
            }
            if let published { superseded.append((published.generation, HostClock.monotonic())) }
            published = Published(
                version: mirror.servedVersion, bucketing: mirror.bucketing, generation: generation)
            removeSuperseded()
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

    /// In its place first, then announced.
    private func put(_ bytes: [UInt8], generation: UInt64) throws(FileError) {
        try AtomicFile.write(bytes, to: directory.snapshot(generation), mode: 0o640)
        control.update { $0.publish(generation: generation) }
    }

    private func compilePending() async {
        while true {
            let waiting = mirror.update { $0.nextPending() }
            if waiting.isEmpty { return }
            let documents = mirror.read { $0.documents }
            for pending in waiting {
                // A host may have one core: what restricts must not wait for thousands of documents.
                await Task.yield()
                let compilation = pending.compile(in: documents)
                if let fault = compilation.fault, compilation.good?.body != pending.document.body {
                    logger.error(
                        "document does not compile; its last good form stays in use",
                        metadata: ["document": "\(pending.document.id)", "reason": "\(fault)"])
                }
                mirror.update { $0.settle(pending, compilation) }
            }
        }
    }

    /// Keeps the last four generations, and each for at least a minute after it was superseded: a reader may be about
    /// to map it.
    private func removeSuperseded() {
        let now = HostClock.monotonic()
        var kept: [(generation: UInt64, at: UInt64)] = []
        for (index, old) in superseded.enumerated() {
            let later = superseded.count - index
            if later <= 3 || (later <= Self.fileLimit && now &- old.at < 60_000_000_000) {
                kept.append(old)
            } else {
                directory.removeSnapshot(old.generation)
            }
        }
        superseded = kept
    }
}
