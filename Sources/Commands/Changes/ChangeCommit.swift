import FlagModel
import FlagStore

/// A plan that its author agreed to, carried out.
struct ChangeCommit {
    var plan: ChangePlan
    var reason: String
    var onBehalfOf: String?
    /// Overrules what yields to it; on record as the change's source.
    var shipsDirectly = false

    /// - Throws: a `Failure` where rules have something against it.
    func check() throws {
        let objections = plan.objections.filter { !(shipsDirectly && $0.yieldsToShippingDirectly) }
        guard let last = objections.last else { return }
        for objection in objections.dropLast() { StandardStreams.message("flagpost: \(objection)") }
        throw Failure("\(last)\nnothing was changed")
    }

    func run(in store: any DocumentStore) async throws -> Receipt {
        do throws(StoreError) {
            return try await PatientStore(store: store).commit(
                plan.changes + plan.foundations, moving: plan.move, reason: reason, onBehalfOf: onBehalfOf,
                source: shipsDirectly ? "cli --ship-directly" : "cli")
        } catch {
            guard error.code == .conflict else { throw error }
            let load = try await store.load(since: nil)
            let overtaken = plan.overtaken(by: load.documents).map { id, seen, now in
                "\(id) is \(now == 0 ? "deleted" : "at revision \(now)"), you saw "
                    + (seen == 0 ? "none" : "revision \(seen)")
            }
            throw Failure(
                "nothing was changed: somebody changed what you were shown"
                    + (overtaken.isEmpty ? "" : " (\(overtaken.joined(separator: "; ")))"),
                advice: "Run the same command again: it shows the difference to what is there now. See also: "
                    + "flagpost get KEY")
        }
    }
}
