// An agent's mind: one state machine without I/O. Events come in as calls, each of which returns effects of its own kind;
// whoever performs them switches over them exhaustively. Time is handed in. `Agent` is the shell around it, and
// a simulated fleet can run thousands of them in one process.

package import FlagModel
import FlagStore

/// Everything that one agent knows and decides by itself.
package struct AgentCore: Sendable {
    /// The namespace as it was loaded last, and its last good forms.
    package var mirror: Mirror
    /// Guards' trips on this host.
    package internal(set) var trips: HostTrips
    /// Operators' orders on this host.
    package internal(set) var orders: HostRestrictions
    package internal(set) var standing = StoreStanding.unknown
    package internal(set) var notifications = NotificationGaps()
    package internal(set) var propagation = Propagation()
    /// Trips that are synced to disk: they outlive a loss of power.
    package var persistedTrips: HostTrips
    var look = StoreLook()
    var heartbeat = Heartbeat()
    var shadows = ShadowSilence()

    /// - Parameters:
    ///   - mirror, trips, orders: as an earlier life kept them.
    package init(mirror: Mirror = Mirror(), trips: HostTrips, orders: HostRestrictions = HostRestrictions()) {
        self.mirror = mirror
        self.trips = trips
        persistedTrips = trips
        self.orders = orders
    }

    /// All of this host's own restrictions.
    package var ownRestrictions: [Restriction] { trips.restrictions + orders.restrictions }
}
