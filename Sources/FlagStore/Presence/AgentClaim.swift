// Two agents of one id, from a copied state directory or one machine that was resumed twice, would count as one host. So
// an agent claims its id with every announcement.

/// How an agent shows that it is the one that announced itself under its id before.
package struct AgentClaim: Sendable, Equatable {
    /// Names the runtime directory, boot and machine, as a digest: a copy has another one.
    package var place: String
    /// What it said the last time; empty where it has just started: then its place suffices.
    package var last: String
    /// What it says the next time. Of two that went on from the same memory, one comes too late with it.
    package var next: String

    package init(place: String, last: String, next: String) {
        self.place = place
        self.last = last
        self.next = next
    }

    /// Whether a claim of this id, made `age` milliseconds ago, is somebody else's.
    package func isRefused(by place: String, token: String, age: Int64) -> Bool {
        guard (-60_000...Fleet.liveMilliseconds).contains(age) else { return false }
        return place != self.place || !last.isEmpty && token != last && token != next
    }
}
