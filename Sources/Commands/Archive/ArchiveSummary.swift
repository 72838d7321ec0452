import FlagModel
import FlagStore
import Operations

/// What an archive holds, in words and numbers.
struct ArchiveSummary {
    var archive: StoreArchive

    var text: String {
        let live = archive.load.documents.filter { $0.body != nil }.count
        let schedules = archive.load.schedules.count
        return "\(count(live, "document")), \(count(archive.load.states.count, "state")), "
            + "\(count(archive.log.count, "record")) of the change log"
            + (schedules == 0 ? "" : ", \(count(schedules, "scheduled change"))")
    }

    var json: [String: JSONValue] {
        [
            "documents": .integer(Int64(archive.load.documents.filter { $0.body != nil }.count)),
            "states": .integer(Int64(archive.load.states.count)),
            "schedules": .integer(Int64(archive.load.schedules.count)),
            "records": .integer(Int64(archive.log.count)),
            "revision": .integer(Int64(clamping: archive.load.lineage.revision)),
            "store_id": .string(archive.load.lineage.storeID),
        ]
    }

    /// Tells what is missing in it, and stops there unless that was said to be fine.
    static func check(_ archive: StoreArchive, skipsDamaged: Bool) throws {
        let faults = archive.load.faults
        for fault in faults {
            StandardStreams.message("flagpost: \(fault.name) cannot be read: \(fault.reason)".withoutControls)
        }
        guard faults.isEmpty || skipsDamaged else {
            throw Failure(
                "a restriction may be among what cannot be read; nothing was written",
                advice: "Apply or kill it anew, or leave it out: --skip-damaged")
        }
    }

    private func count(_ number: Int, _ name: String) -> String { "\(number) \(name)\(number == 1 ? "" : "s")" }
}

/// A namespace made anew of an archive, and what that means for those who follow it.
struct ArchiveRestoration {
    var archive: StoreArchive
    var receipt: Receipt

    static func make(
        of archive: StoreArchive, in store: any DocumentStore, reason: ReasonOptions
    ) async throws -> ArchiveRestoration {
        let receipt = try await RestoreArchive(archive).plan(on: store).perform(in: store, as: reason.author)
        return ArchiveRestoration(archive: archive, receipt: receipt)
    }

    func json(in store: any DocumentStore) -> JSONValue {
        .object(
            ArchiveSummary(archive: archive).json.merging([
                "store": .string(store.location), "namespace": .string(store.namespace),
                "epoch": .integer(Int64(clamping: receipt.lineage.epoch)),
                "revision": .integer(Int64(clamping: receipt.lineage.revision)),
                "archived_revision": .integer(Int64(clamping: archive.load.lineage.revision)),
            ]) { $1 })
    }

    /// - Parameter verb: `restored`.
    func lines(_ verb: String, in store: any DocumentStore) -> [String] {
        let lineage = receipt.lineage
        let adoption =
            "  Agents that have followed this store before (id \(lineage.storeID.withoutControls)) take at once what it "
            + "restricts, and keep their documents until somebody has looked and said: flagpost store adopt --store "
            + "\(store.location) --namespace \(store.namespace) --reason TEXT. Agents that are new to it take all of it."
        let schedules = archive.load.schedules.count
        return [
            "\(verb) \(ArchiveSummary(archive: archive).text), as of revision \(archive.load.lineage.revision)",
            "namespace \(store.namespace) of \(store.location) is at revision \(lineage.revision), epoch \(lineage.epoch)",
            adoption,
        ]
            + (schedules == 0
                ? [] : ["  Scheduled changes that fell due meanwhile take effect now: flagpost proposals list"])
    }
}
