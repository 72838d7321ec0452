/// How the store stands to this agent. Only a look at the store tells: what is announced there says nothing of what it
/// holds.
package enum StoreStanding: Sendable, Equatable {
    /// Nobody has looked yet.
    case unknown
    /// It answers, and its answers are the newest.
    case up
    /// It answers, and its answers may be old, for this reason.
    case doubted(String)
    /// It does not answer, for this reason.
    case down(String)

    package var isUp: Bool { self == .up }
    package var isKnown: Bool { self != .unknown }
    package var isDoubted: Bool { doubt != nil }
    /// True if it answers, be it with what may be old.
    package var answers: Bool { isUp || isDoubted }
    package var doubt: String? { if case .doubted(let reason) = self { reason } else { nil } }
    package var error: String? { if case .down(let reason) = self { reason } else { nil } }
}
