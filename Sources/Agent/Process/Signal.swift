/// Wakes one waiting loop. Rung while the loop is busy, it wakes it once more and no oftener.
package struct Signal: Sendable {
    /// For one consumer.
    package let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() {
        (rings, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    package func ring() { continuation.yield() }
}
