import FlagModel
import FlagStore

/// A plan that its author agreed to, carried out.
struct ChangeCommit {
    /// When it takes effect, and for how long.
    enum Way: Equatable {
        case now
        /// At a time of the store's clock, Unix milliseconds.
        case later(Int64)
        /// Now, until these bring it back.
        case breakGlass(back: [DocumentChange])
    }

    var plan: ChangePlan
    var reason: String
    var onBehalfOf: String?
    /// Overrules what yields to it; on record as the change's source.
    var shipsDirectly = false
    var way = Way.now

    /// - Throws: a `Failure` where rules have something against it.
    func check() throws {
        let objections = plan.objections.filter { !(shipsDirectly && $0.yieldsToShippingDirectly) }
        guard let last = objections.last else { return }
        for objection in objections.dropLast() { StandardStreams.message("flagpost: \(objection)") }
        throw Failure("\(last)\nnothing was changed")
    }

    func run(in store: any DocumentStore) async throws -> Receipt { try await carryOut(in: store).receipt }

    func carryOut(in store: any DocumentStore) async throws -> (receipt: Receipt, schedule: Schedule?) {
        do throws(StoreError) {
            let patient = PatientStore(store: store)
            let attribution = try await patient.attribution(reason: reason, onBehalfOf: onBehalfOf, source: source)
            var commit = Commit(
                plan.changes + plan.foundations, on: Set(plan.foundations.map(\.id)), moving: plan.move)
            switch way {
            case .now: break
            case .later(let moment):
                // A schedule comes alone, so what it stands on is not compared by the store; as well as can be, it is here.
                let load = try await patient.load()
                guard plan.overtaken(by: load.documents).isEmpty else {
                    throw StoreError(.conflict, "what the change stands on is another by now")
                }
                commit = Commit(
                    [], moving: plan.move,
                    schedule: Schedule(
                        id: attribution.commitID, at: moment, purpose: .planned, changes: plan.changes,
                        attribution: attribution))
            case .breakGlass(let back):
                commit.schedule =
                    BreakGlass(bringingBack: back, now: try await patient.now(), by: attribution).schedule
            }
            return (try await patient.commit(commit, by: attribution), commit.schedule)
        } catch {
            throw try await explained(error, in: store)
        }
    }

    private var source: String {
        var words = ["cli"]
        if case .breakGlass = way { words = [BreakGlass.source] }
        return (words + (shipsDirectly ? ["--ship-directly"] : [])).joined(separator: " ")
    }

    private func explained(_ error: StoreError, in store: any DocumentStore) async throws -> any Error {
        guard error.code == .conflict else { return error }
        let load = try await store.load(since: nil)
        let overtaken = plan.overtaken(by: load.documents).map { id, seen, now in
            "\(id) is \(now == 0 ? "deleted" : "at revision \(now)"), you saw "
                + (seen == 0 ? "none" : "revision \(seen)")
        }
        return Failure(
            "nothing was changed: somebody changed what you were shown"
                + (overtaken.isEmpty ? "" : " (\(overtaken.joined(separator: "; ")))"),
            advice: "Run the same command again: it shows the difference to what is there now. See also: "
                + "flagpost get KEY")
    }
}
