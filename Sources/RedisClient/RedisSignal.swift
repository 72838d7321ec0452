/// What a client that listens to a channel hears.
package enum RedisSignal: Sendable, Equatable {
    /// The channel is listened to, for the first time or again: messages before may have been lost.
    case listening
    /// Its bytes; none where the server sent something else.
    case message([UInt8])
}
