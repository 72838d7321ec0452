import Control
import FlagModel
import Synchronization

/// What this host holds back by itself, its guards' trips and what people order by hand, as the agent's services share
/// it.
final class SharedHostTrips: Sendable {
    private let trips: Mutex<HostTrips>
    /// As they are on disk.
    private let onDisk: Mutex<HostTrips>
    private let hand: Mutex<HostRestrictions>

    /// - Parameters:
    ///   - trips: as an earlier life kept them.
    ///   - byHand: the same.
    init(_ trips: HostTrips, byHand: HostRestrictions = HostRestrictions()) {
        self.trips = Mutex(trips)
        onDisk = Mutex(trips)
        hand = Mutex(byHand)
    }

    /// These are synced to disk: they outlive a loss of power.
    func keep(_ trips: HostTrips) { onDisk.withLock { $0 = trips } }

    var kept: HostTrips { onDisk.withLock { $0 } }

    func update<Value: Sendable>(_ body: (inout HostTrips) -> Value) -> Value { trips.withLock { body(&$0) } }

    var current: HostTrips { trips.withLock { $0 } }

    func updateByHand<Value: Sendable>(_ body: (inout HostRestrictions) -> Value) -> Value {
        hand.withLock { body(&$0) }
    }

    /// What people hold back on this host.
    var byHand: HostRestrictions { hand.withLock { $0 } }

    /// Whether a person holds the whole namespace back on this host.
    var isNamespaceHeld: Bool { hand.withLock { $0.isNamespaceHeld } }

    /// Operators' orders on one key.
    func byHand(on key: String) -> [Restriction] { byHand.all.filter { $0.key == key }.map(\.restriction) }

    /// All of this host's own restrictions.
    var restrictions: [Restriction] { current.all.map(\.restriction) + byHand.all.map(\.restriction) }

    var byKey: [String: [Restriction]] { Dictionary(grouping: restrictions, by: \.key) }
}
