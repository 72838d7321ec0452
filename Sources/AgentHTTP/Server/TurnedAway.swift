/// Connections that did not get what they came for, since the server was started.
package struct TurnedAway: Sendable, Equatable {
    /// Were closed while they waited for their client, because another one came.
    package var gaveWay: UInt64 = 0
    /// Could ask for the agent's health only.
    package var healthOnly: UInt64 = 0
    /// Were answered 503 unheard.
    package var refused: UInt64 = 0

    package init() {}

    package static func + (left: TurnedAway, right: TurnedAway) -> TurnedAway {
        var sum = left
        sum.gaveWay += right.gaveWay
        sum.healthOnly += right.healthOnly
        sum.refused += right.refused
        return sum
    }
}
