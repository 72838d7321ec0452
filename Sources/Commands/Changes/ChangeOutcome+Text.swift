import ArgumentParser
import FlagModel
import FlagStore
import Operations

extension ChangeOutcome {
    /// `applied 3 documents at revision 7`, that there was nothing to do, or what it waits for.
    func lines(_ verb: String, on terminal: Terminal) -> [String] {
        if let proposed { return proposed.lines(on: terminal) }
        return [line(verb)]
    }

    /// Of what was not proposed.
    func line(_ verb: String) -> String {
        if let proposed {
            return "proposed \(proposed.proposal.id.name): not changed yet, others have to approve it"
        }
        guard changed else { return "nothing to change" }
        let count = plan.changes.count
        let documents = "\(count) \(count == 1 ? "document" : "documents")"
        if let schedule, schedule.purpose == .planned {
            return "scheduled \(documents) for \(Timestamp.text(schedule.at)) (revision \(lineage.revision)); "
                + "call it off: flagpost proposals call-off \(schedule.id)"
        }
        return "\(verb) \(documents) at revision \(lineage.revision)" + backLine
    }

    /// If it goes back by itself.
    var backLine: String {
        guard let schedule, schedule.purpose == .breakGlass else { return "" }
        return "\nBREAK-GLASS: it goes back by itself at \(Timestamp.text(schedule.at)). To keep it, run the same "
            + "command without --break-glass: it becomes a proposal."
    }

    func json(in store: any DocumentStore) -> JSONValue {
        [
            "changed": .bool(changed), "revision": .integer(Int64(clamping: lineage.revision)),
            "documents": plan.json, "objections": plan.objectionsJSON, "exposure": plan.exposure.json,
            "needs_approval": .bool(plan.needsApproval), "proposal": proposed?.json ?? .null,
            "scheduled": schedule.flatMap { $0.purpose == .planned ? .integer($0.at) : nil } ?? .null,
            "break_glass_until": schedule.flatMap { $0.purpose == .breakGlass ? .integer($0.at) : nil } ?? .null,
            "store": .string(store.location), "namespace": .string(store.namespace),
        ]
    }

    /// - Throws: `ExitCode(3)` if it waits for approval.
    func conclude() throws { if proposed != nil { throw ExitCode(ExitStatus.proposed) } }
}
