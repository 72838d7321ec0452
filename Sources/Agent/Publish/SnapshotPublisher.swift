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
    private var superseded: [(generation: UInt64, at: UInt64)] = []

    private struct Published {
        var features: [CompiledFeature]
        var unitKey: [UInt8]
        var generation: UInt64
    }

    /// What publishing came to.
    struct Publication: Sendable, Equatable {
        var lineage: Lineage
        var generation: UInt64
        /// Whether a new snapshot file was made; a change of state alone needs none.
        var isNewSnapshot: Bool
        /// Documents whose newest form does not compile.
        var faults: [String: String]
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
    }

    /// Brings what services read up to the mirror's revision. `nil` while there is nothing to publish.
    func publish() throws(AgentError) -> Publication? {
        compilePending()
        let mirror = mirror.current
        guard let lineage = mirror.lineage else { return nil }
        let forms = mirror.goodForms
        let features = forms.map(\.compiled)
        let isNew = published.map { $0.features != features || $0.unitKey != mirror.unitKey } ?? true
        if isNew {
            // First: services report on a variant as soon as they read it, and rings may hold reports already.
            telemetry.update(
                features: forms.map(\.feature), states: mirror.effectiveStates, revision: lineage.revision,
                now: HostClock.monotonic())
            let generation = control.update { $0.nextGeneration(unixMilliseconds: HostClock.unixMilliseconds()) }
            let bytes: [UInt8]
            do {
                bytes = try SnapshotWriter.encode(
                    features, generation: generation, revision: lineage.revision, unitKey: mirror.unitKey)
            } catch {
                throw AgentError("cannot lay out the snapshot of revision \(lineage.revision): \(error)")
            }
            do throws(FileError) {
                try AtomicFile.write(bytes, to: directory.snapshot(generation), mode: 0o640)
            } catch {
                throw AgentError("\(error); services go on with the snapshot they have")
            }
            control.update {
                $0.publish(generation: generation)
                $0.setRevision(lineage.revision)
            }
            if let published { superseded.append((published.generation, HostClock.monotonic())) }
            published = Published(features: features, unitKey: mirror.unitKey, generation: generation)
            removeSuperseded()
        } else {
            control.update { $0.setRevision(lineage.revision) }
        }
        return Publication(
            lineage: lineage, generation: published?.generation ?? 0, isNewSnapshot: isNew,
            faults: Dictionary(mirror.faults.map { ($0.name, $0.reason) }, uniquingKeysWith: { $1 }))
    }

    private func compilePending() {
        for document in mirror.read({ $0.pending }) {
            let outcome = Mirror.GoodForm.compile(document)
            if case .failure(let error) = outcome {
                logger.error(
                    "document does not compile; its last good form stays in use",
                    metadata: ["document": "\(document.id)", "reason": "\(error)"])
            }
            mirror.update { $0.settle(document, outcome) }
        }
    }

    /// Keeps the last four generations, and each for at least a minute after it was superseded: a reader may be about
    /// to map it.
    private func removeSuperseded() {
        let now = HostClock.monotonic()
        var kept: [(generation: UInt64, at: UInt64)] = []
        for (index, old) in superseded.enumerated() {
            if superseded.count - index <= 3 || now &- old.at < 60_000_000_000 {
                kept.append(old)
            } else {
                directory.removeSnapshot(old.generation)
            }
        }
        superseded = kept
    }

    /// Takes over the files of an earlier life, so that they are removed in their time.
    func adoptSnapshots(of generations: [UInt64]) {
        let now = HostClock.monotonic()
        superseded = generations.filter { $0 != published?.generation }.map { ($0, now) }
    }
}
