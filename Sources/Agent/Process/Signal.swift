/// Wakes one waiting loop. Rung while the loop is busy, it wakes it once more and no oftener.
struct Signal: Sendable {
    /// For one consumer.
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (rings, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func ring() { continuation.yield() }
}
