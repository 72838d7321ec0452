// An agent's id counts it as one host: for a quorum, for the fleet, for whoever waits. A copied state directory, two pods
// on one volume or a machine that was resumed twice make two agents of one id: the second that speaks to the store takes
// another one.

import FlagModel
import FlagStore
import Synchronization

/// Which agent this is, and how it shows that it is the only one of that id.
final class AgentIdentity: Sendable {
    /// An id that turned out to be another agent's.
    struct Former: Sendable, Equatable {
        var id: String
        var reason: String

        var json: JSONValue { ["id": .string(id), "reason": .string(reason)] }
    }

    private struct State {
        var id: String
        var last = ""
        var next = AgentID.random()
        var isClaimed = false
        var former: Former?
    }

    private let place: String
    private let file: AgentIDFile
    private let state: Mutex<State>

    /// - Parameter place: names the runtime directory, the boot and the machine, as a digest.
    init(file: AgentIDFile, place: String) {
        self.file = file
        self.place = place
        let found = file.read()
        state = Mutex(State(id: found.id, former: found.former))
    }

    var id: String { state.withLock { $0.id } }

    /// Why it has another id than its state directory said; `nil` where it has not.
    var former: Former? { state.withLock { $0.former } }

    /// True once the store has taken the id for this agent's.
    var isClaimed: Bool { state.withLock { $0.isClaimed } }

    /// What is said until the store has taken it.
    var claim: AgentClaim { state.withLock { AgentClaim(place: place, last: $0.last, next: $0.next) } }

    func claimed() {
        state.withLock {
            $0.last = $0.next
            $0.next = AgentID.random()
            $0.isClaimed = true
        }
    }

    /// Takes another id, and keeps it.
    func renew(because reason: String) {
        let id = AgentID.random()
        state.withLock {
            $0 = State(id: id, former: Former(id: $0.id, reason: reason))
        }
        file.write(id)
    }
}
